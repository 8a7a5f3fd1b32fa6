import { expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { audioRig, encode, rowOf, startTake } from '../testing/audioRig.ts';
import { assertBalanced, type Rig, startRig } from '../testing/engineRig.ts';
import { createStorageRoom } from './storageRoom.ts';

const MB = 1024 * 1024;

const quotaTold = ({ events }: Rig) =>
  events.filter(({ type }) => type === 'quota').map(({ detail }) => detail);

/** A browser that gives so much, of which so much is used. */
function estimate(quotaBytes: number) {
  const state = { usageBytes: 0 };
  return { state, estimateStorage: async () => ({ ...state, quotaBytes }) };
}

test('[SD33] a recording that reaches its budget ends by itself with the clips that were kept; rows go on', async () => {
  const rig = await audioRig({ config: { quota: { audioBytes: 100_000 } } });
  const take = await startTake(rig, 'take');
  for (let i = 0; i < 12; i++) await take.hear(0.5);
  expect(quotaTold(rig)).toEqual([{ kind: 'audio', recordingId: 'take' }]);
  take.end();
  const clips = await rig.engine.finishRecording('take', false);
  expect(clips).toMatchObject([{ index: 0, recordingId: 'take' }]);
  expect(clips[0]?.durationS).toBeGreaterThan(0.9);
  expect(clips[0]?.durationS).toBeLessThan(5);
  await expect(startTake(rig, 'another')).rejects.toMatchObject({ code: 'storage_full' });
  await rig.engine.write([rowOf(rig, 0, 'take')], []);
  await rig.engine.flush('accepted');
  expect(rig.written.files).toHaveLength(1);
  await assertBalanced(rig);
  take.close();
});

test('[SD33] another recording is refused until what waits has been sent', async () => {
  const rig = await audioRig({ config: { quota: { audioBytes: 60_000 } } });
  rig.relay.isUp = false;
  await encode(rig, 'first');
  await rig.engine.write([rowOf(rig, 0, 'first')], []);
  await expect(
    encode(
      rig,
      'second',
      new Float32Array(80_000).map(() => Math.random() - 0.5),
    ),
  ).rejects.toMatchObject({
    code: 'storage_failed',
  });
  const small = await audioRig({
    store: rig.store,
    relay: rig.relay,
    time: rig.time,
    config: { quota: { audioBytes: 70_000 } },
  });
  await expect(startTake(small, 'third')).rejects.toMatchObject({ code: 'storage_full' });
  rig.relay.isUp = true;
  const flushed = rig.engine.flush('accepted');
  await rig.time.advance(60_000);
  await flushed;
  await startTake(small, 'third');
  await small.engine.deleteRecording('third');
});

test('[SD33] audio leaves the last tenth of what the browser gives, 16 MiB at the most, to rows', async () => {
  for (const [quotaMb, reserveMb] of [
    [20, 2],
    [1_000, 16],
  ] as const) {
    const { state, estimateStorage } = estimate(quotaMb * MB);
    const rig = await audioRig({ parts: { estimateStorage } });
    state.usageBytes = (quotaMb - reserveMb) * MB - 70_000;
    await startTake(rig, 'fits');
    await rig.engine.deleteRecording('fits');
    state.usageBytes = (quotaMb - reserveMb) * MB - 60_000;
    await rig.time.advance(6_000);
    await expect(startTake(rig, 'refused')).rejects.toMatchObject({ code: 'storage_full' });
    await rig.engine.write([rowOf(rig, 0, 'none')], []);
  }
});

test('[SD33] rows beyond their budget wait on the page; those that were stored are sent, and give room', async () => {
  const rig = await startRig({ config: { quota: { rowsBytes: 200 } } });
  await rig.engine.write([rig.entry(0, 'a'.repeat(120))], []);
  await expect(rig.engine.write([rig.entry(1, 'b'.repeat(120))], [])).rejects.toMatchObject({
    name: 'QuotaExceededError',
  });
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 1, pending: 1 });
  await rig.engine.flush('accepted');
  await rig.time.advance(6_000);
  await rig.engine.write([rig.entry(1, 'b'.repeat(120))], []);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 2, pending: 1, accepted: 1 });
  await assertBalanced(rig);
});

test('[SD33] rows that come together and are more than the whole budget are taken when nothing else is here', async () => {
  const rig = await startRig({ config: { quota: { rowsBytes: 200 } } });
  const burst = [0, 1, 2].map((seq) => rig.entry(seq, 'c'.repeat(120)));
  expect(await rig.engine.write(burst, [])).toEqual(['applied', 'applied', 'applied']);
  await expect(rig.engine.write([rig.entry(3, 'd')], [])).rejects.toMatchObject({
    name: 'QuotaExceededError',
  });
  await assertBalanced(rig);
});

test('[SD33] a storage that cannot be looked at refuses no audio by itself', async () => {
  const plain = await startRig();
  const room = createStorageRoom({
    store: { ...plain.store, read: () => Promise.reject(new Error('it stalls')) },
    environment: { estimateStorage: async () => ({}), now: plain.time.now },
    quota: { audioBytes: 70_000, rowsBytes: 1_000 },
  });
  await room.checkAudio();
  await room.takeAudio('take', 900);
  await room.takeRows(900);
});

test('[SD33] [AU4] where not even its end can be noted, a recording gives its clips, and its row goes once there is room', async () => {
  const plain = await startRig();
  const state = { isFull: false };
  const write: Store['write'] = (areas, work, options) =>
    plain.store.write(
      areas,
      (transaction) => {
        const put: typeof transaction.put = (...given) =>
          state.isFull
            ? Promise.reject(new DOMException('full', 'QuotaExceededError'))
            : transaction.put(...given);
        return work({ ...transaction, put });
      },
      options,
    );
  const rig = await audioRig({ store: { ...plain.store, write }, time: plain.time });
  const take = await startTake(rig, 'take');
  await rig.engine.write([rowOf(rig, 0, 'take')], []);
  await take.hear(2);
  state.isFull = true;
  await take.hear(2);
  take.end();
  const clips = await rig.engine.finishRecording('take', false);
  expect(clips).toMatchObject([{ recordingId: 'take', index: 0 }]);
  state.isFull = false;
  const flushed = rig.engine.flush('accepted');
  await rig.time.advance(60_000);
  await flushed;
  expect(rig.written.files).toHaveLength(1);
  take.close();
});
