import { expect, test, vi } from 'vitest';
import { noise } from '../../../../test/support/signals.ts';
import type { RecordingRecovered } from '../api/events.ts';
import { audioRig, encode, rowOf, startTake } from '../testing/audioRig.ts';
import { assertBalanced, type Rig, rest, rowsAt, startRig } from '../testing/engineRig.ts';
import { createFakeLocks } from '../testing/fakeLocks.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

/** A page life that begins where another was killed: what that held of the store and the relay is here, its locks are not. */
async function nextVisit({ store, relay, time }: Rig) {
  const rig = await audioRig({ store, relay, time, parts: { locks: createFakeLocks() } });
  await time.advance(3_000);
  return rig;
}

const recoveredIn = ({ events }: Rig): RecordingRecovered[] =>
  events.flatMap((event) => (event.type === 'recovered' ? [event.detail] : []));

async function killedWhileRecording() {
  const rig = await audioRig({ parts: { locks: createFakeLocks() } });
  rig.relay.isUp = false;
  const take = await startTake(rig, 'take');
  for (let i = 0; i < 8; i++) await take.hear(0.5);
  take.close();
  return rig;
}

test('[SD25] a recording that was cut off and that no row has is told at each later visit, until a row takes it', async () => {
  const first = await killedWhileRecording();
  const second = await nextVisit(first);
  // The codec is loaded in real time, which a busy machine stretches.
  await vi.waitFor(() => expect(recoveredIn(second)).toHaveLength(1), 10_000);
  const [told] = recoveredIn(second);
  expect(told).toMatchObject({ recordingId: 'take', startedAt: expect.any(Number), clips: [{ index: 0 }] });
  expect(told).not.toHaveProperty('rowId');
  expect(told!.clips[0]).not.toHaveProperty('header');
  expect(told!.durationS).toBeGreaterThan(2.8);
  const third = await nextVisit(second);
  expect(recoveredIn(third)).toEqual([told]);
  await third.engine.write([rowOf(third, 0, 'take')], []);
  expect(recoveredIn(await nextVisit(third))).toEqual([]);
});

test('[SD25] a recording that was cut off and deleted is not told again, nor one that was kept for seven days', async () => {
  const first = await killedWhileRecording();
  const second = await nextVisit(first);
  expect(recoveredIn(second)).toHaveLength(1);
  await first.time.advance(WEEK_MS);
  const late = await nextVisit(second);
  expect(recoveredIn(late)).toEqual([]);
  expect(late.events).toContainEqual({ type: 'untaken', detail: { recordingId: 'take', clipCount: 1 } });
  const other = await nextVisit(await killedWhileRecording());
  await other.engine.deleteRecording('take');
  expect(recoveredIn(await nextVisit(other))).toEqual([]);
}, 120_000);

test('[SD25] [R13] a row that was appended with a recording that was cut off is sent with it, and told with its id', async () => {
  const first = await killedWhileRecording();
  await first.engine.write([rowOf(first, 0, 'take')], []);
  first.relay.isUp = true;
  const second = await nextVisit(first);
  expect(recoveredIn(second)).toMatchObject([{ recordingId: 'take', rowId: 'row-0', clips: [] }]);
  await vi.waitFor(() => expect([...first.written.files, ...second.written.files]).toHaveLength(1));
  expect(recoveredIn(await nextVisit(second))).toEqual([]);
  await assertBalanced(second);
});

test('[SD25] a row that only the leaving page could write down gets its recording, too', async () => {
  const first = await killedWhileRecording();
  const { store, clientId } = first;
  const { takes } = await import('../testing/audioRig.ts');
  const record = { identity: null, tables: [takes], entries: [rowOf(first, 0, 'take')], drops: [] };
  await store.write(['exits'], (t) => t.put('exits', [clientId, 'exit'], record));
  expect(recoveredIn(await nextVisit(first))).toMatchObject([{ rowId: 'row-0', clips: [] }]);
});

test('[SD25] [R12] of a recording of several clips, those that no row has are told, and go after seven days without the others', async () => {
  const first = await audioRig();
  first.relay.isUp = false;
  await encode(first, 'long', noise(16_000));
  await first.store.write(['recordings', 'blocks'], async (t) => {
    const record = (await t.get('recordings', ['long']))!;
    const [clip] = record.clips;
    await t.put('recordings', ['long'], {
      ...record,
      isRecovered: true,
      clips: [clip!, { ...clip!, index: 1, startS: 1 }],
    });
    for (const [[, , block], value] of await t.list('blocks', ['long']))
      await t.put('blocks', ['long', 1, block!], value);
  });
  await first.engine.write([rowOf(first, 0, 'long')], []);
  const second = await nextVisit(first);
  expect(recoveredIn(second)).toMatchObject([{ durationS: 2, rowId: 'row-0', clips: [{ index: 1 }] }]);
  await first.time.advance(WEEK_MS);
  const third = await nextVisit(second);
  expect(third.events).toContainEqual({ type: 'untaken', detail: { recordingId: 'long', clipCount: 1 } });
  const blocks = await first.store.read(['blocks'], (t) => t.keys('blocks'));
  expect(new Set(blocks.map(([, index]) => index))).toEqual(new Set([0]));
}, 120_000);

test('[R3] a shard whose engine died with it on its way is offered again with the same id, digest and bytes', async () => {
  const first = await startRig();
  const offered: { shardId: string; sha256: string; bytes: Uint8Array }[] = [];
  first.relay.nextAnswers.push((shard) => {
    offered.push(shard);
    return { kind: 'unreachable', status: 0, reason: 'nobody heard the answer' };
  });
  await first.engine.write([first.entry(0, 'said'), first.entry(1, 'said too')], []);
  first.engine.flush('accepted').catch(() => {});
  await rest();
  expect(offered).toHaveLength(1);
  const { store, relay, time } = first;
  const second = await startRig({ store, relay, time });
  await second.engine.flush('accepted');
  const [shard] = relay.shards.values();
  expect(relay.shards.size).toBe(1);
  expect([shard!.shardId, shard!.sha256]).toEqual([offered[0]!.shardId, offered[0]!.sha256]);
  expect(shard!.bytes).toEqual(offered[0]!.bytes);
  expect(rowsAt(relay)).toHaveLength(2);
});
