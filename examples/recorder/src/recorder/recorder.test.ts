import { ParqueueError } from '@parqueue/sdk';
import { expect, it } from 'vitest';
import { createFakeLogger, type FakeScript } from '../../test/fakeLogger.ts';
import { speechLevels } from '../../test/speech.ts';
import { createRecorder, type SavedRow } from './recorder.ts';

type Press = 'record' | 'pause' | 'resume' | 'stop' | 'save' | 'cancel' | 'discard';

/** A recorder on a scripted logger, whose patience for `stored` ends at once. */
function setUp(script: FakeScript = {}) {
  const fake = createFakeLogger(script);
  const saved: SavedRow[] = [];
  const failures: string[] = [];
  const begun: string[] = [];
  const discarded: string[] = [];
  let heardS = 0;
  const recorder = createRecorder({
    log: fake.log,
    deviceId: () => undefined,
    row: () => ({ verse_ref: '1:1' }),
    changed: () => undefined,
    level: (level) => {
      heardS += level.durationS;
    },
    started: (recordingId) => begun.push(recordingId),
    discarded: (recordingId) => discarded.push(recordingId),
    saved: (row) => saved.push(row),
    failed: (message) => failures.push(message),
    delay: () => new Promise((resolve) => setTimeout(resolve, 5)),
  });
  async function send(...kinds: Press[]): Promise<void> {
    for (const kind of kinds) {
      recorder.send({ kind });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return { fake, recorder, saved, failures, begun, discarded, send, heardS: () => heardS };
}

it('a take becomes a row with its clip and the form', async () => {
  const { fake, recorder, saved, send } = setUp();
  await send('record');
  fake.hear(speechLevels(2));
  await send('stop', 'save');
  expect(recorder.state()).toEqual({ kind: 'idle' });
  expect(fake.appended.recitations).toMatchObject([{ verse_ref: '1:1', audio: { index: 0 } }]);
  expect(saved.map(({ clip }) => clip.durationS)).toEqual([expect.closeTo(2)]);
});

it('what is heard while paused belongs to no take', async () => {
  const { fake, send, heardS } = setUp();
  await send('record');
  fake.hear(speechLevels(1));
  await send('pause');
  fake.hear(speechLevels(3));
  await send('resume');
  fake.hear(speechLevels(1));
  expect(heardS()).toBeCloseTo(2);
});

it('a microphone that is allowed after the question was abandoned is let go of', async () => {
  const { fake, recorder } = setUp();
  const letGo: string[] = [];
  const { record } = fake.log;
  const recordSlowly = async () => {
    const opened = await record();
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { ...opened, cancel: async () => void letGo.push(opened.recordingId) };
  };
  Object.assign(fake.log, { record: recordSlowly });
  recorder.send({ kind: 'record' });
  recorder.send({ kind: 'cancel' });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(recorder.state()).toEqual({ kind: 'idle' });
  expect(letGo).toHaveLength(1);
});

it('a refused microphone is told to the person and to the dataset', async () => {
  const { recorder, failures, send } = setUp({ recordError: new ParqueueError('microphone_refused', 'no') });
  await send('record');
  expect(recorder.state()).toMatchObject({ kind: 'blocked', problem: { kind: 'refused' } });
  expect(failures).toEqual([expect.stringContaining('not allowed')]);
});

it('a lost microphone ends the take and keeps it', async () => {
  const { fake, recorder, send } = setUp();
  await send('record');
  fake.interrupt('device_lost');
  await send('pause');
  expect(recorder.state()).toMatchObject({ kind: 'review', lost: true });
});

it('a row that does not fit leaves the take in hand', async () => {
  const { recorder, failures, send } = setUp({ storeError: new Error('no such verse') });
  await send('record', 'stop', 'save');
  expect(recorder.state()).toMatchObject({ kind: 'review', problem: 'no such verse' });
  expect(failures).toEqual(['Saving failed: no such verse']);
});

it('a row that is slow to store does not hold up the next take', async () => {
  const { recorder, saved, send } = setUp({ neverStores: true });
  await send('record', 'stop', 'save');
  expect(recorder.state()).toEqual({ kind: 'idle' });
  expect(saved).toHaveLength(1);
});

it.each([
  ['while it is recorded', []],
  ['when it is finished', ['stop']],
] as const)(
  'a take that is discarded %s is told of, so that nobody looks for it later',
  async (_, before) => {
    const { begun, discarded, send } = setUp();
    await send('record', ...before, 'cancel', 'discard');
    expect(discarded).toEqual(begun);
    expect(begun).toHaveLength(1);
  },
);

it('a take for which there is no more room stops by itself, and is there to be saved', async () => {
  const { fake, recorder, saved, begun, send } = setUp();
  await send('record');
  fake.hear(speechLevels(2));
  fake.emit('quota', { kind: 'rows' });
  expect(recorder.state().kind).toBe('recording');
  fake.emit('quota', { kind: 'audio', recordingId: begun[0]! });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(recorder.state().kind).toBe('review');
  await send('save');
  expect(saved.map(({ clip }) => clip.durationS)).toEqual([expect.closeTo(2)]);
});
