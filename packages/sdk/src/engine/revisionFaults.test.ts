import { audio, json, string, table } from '@parqueue/schema';
import { problemOf } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import type { ExitRecord, RecordingRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { assertBalanced, type Rig, rest, rowsAt, startRig } from '../testing/engineRig.ts';
import { notes } from '../testing/tables.ts';
import { createShardLedger } from './shardLedger.ts';

const byId = (rig: Rig, number: number, ...cells: (readonly [number, unknown])[]) => {
  const { seq: _seq, ...said } = rig.change(0, number, cells);
  return said;
};

const sent = (rig: Rig) => rowsAt(rig.relay).filter(({ row_id }) => row_id === 'row-0');

const newestOf = (rig: Rig) => sent(rig).toSorted((a, b) => Number(b['revision']) - Number(a['revision']))[0];

async function startWithSentRow(): Promise<Rig> {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.engine.flush('accepted');
  return rig;
}

const putExit = (rig: Rig, clientId: string, id: string, exit: Partial<ExitRecord>) =>
  rig.store.write(['exits'], (t) =>
    t.put('exits', [clientId, id], { identity: null, tables: [notes], entries: [], drops: [], ...exit }),
  );

/** A store without room for what is kept of a shard while its bytes are there. */
function crowded(store: Store): Store {
  const write: Store['write'] = (areas, work, options) =>
    store.write(
      areas,
      (transaction) =>
        work({
          ...transaction,
          async put(area, key, value) {
            if (area === 'kept' && (await transaction.keys('shardBytes')).length > 0)
              throw new DOMException('no room', 'QuotaExceededError');
            return transaction.put(area, key, value);
          },
        }),
      options,
    );
  return { ...store, write };
}

test('[RV1] a change that comes when an older revision lies in the journal again goes into a revision after the newest', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a'), rig.entry(1, 'other')], []);
  rig.relay.nextAnswers.push(() => ({ kind: 'unreachable', status: 500, reason: 'not now' }));
  const flushed = rig.engine.flush('accepted');
  await rest();
  expect(await rig.engine.write([rig.change(0, 7, [[1, '["x"]']])], [])).toEqual(['applied']);
  // The revision leaves first; then the shard of the row itself is too large.
  const put = rig.relay.putShard;
  rig.relay.putShard = async (ticket, shard) => {
    const isFirst = new TextDecoder().decode(shard.bytes).includes('other');
    return isFirst ? { kind: 'unreachable', status: 500, reason: 'not now' } : put(ticket, shard);
  };
  await rig.time.advance(120_000);
  expect(sent(rig)).toMatchObject([{ revision: 1 }]);
  const shards = await rig.store.read(['shards'], (t) => t.keys('shards'));
  await createShardLedger(rig.store, () => 'taken apart').unseal(String(shards[0]?.[0]));
  expect(await rig.engine.changeRow(byId(rig, 8, [1, '["y"]']))).toMatchObject({ outcome: 'applied' });
  rig.relay.putShard = put;
  await rig.time.advance(240_000);
  await flushed;
  await rig.engine.flush('accepted');
  expect(newestOf(rig)).toMatchObject({ tags: '["x","y"]' });
  expect(new Set(sent(rig).map(({ revision }) => revision)).size).toBe(sent(rig).length);
  await assertBalanced(rig);
});

test('[RV2] a change that made no difference is not made when it is said again after another one', async () => {
  const rig = await startWithSentRow();
  const same = byId(rig, 7, [0, 'a']);
  await rig.engine.changeRow(same);
  await rig.engine.changeRow(byId(rig, 8, [0, 'b']));
  await rig.engine.changeRow(same);
  await rig.engine.flush('accepted');
  await rig.engine.changeRow(same);
  await rig.engine.flush('accepted');
  expect(sent(rig).map(({ text }) => text)).toEqual(['a', 'b']);
});

test('[RV2] neither is it when the shard of the row is still on its way', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a')], []);
  rig.relay.nextAnswers.push(() => ({ kind: 'unreachable', status: 500, reason: 'not now' }));
  const flushed = rig.engine.flush('accepted');
  await rest();
  const same = byId(rig, 7, [0, 'a']);
  await rig.engine.changeRow(same);
  await rig.engine.changeRow(byId(rig, 8, [0, 'b']));
  await rig.engine.changeRow(same);
  await rig.time.advance(120_000);
  await flushed;
  await rig.engine.flush('accepted');
  expect(sent(rig).map(({ text }) => text)).toEqual(['a', 'b']);
});

test('[RV1] a sound that is set after the row was sealed goes with the revision, and its columns are filled anew', async () => {
  const takes = {
    ...table({
      name: 'takes',
      features: { audio: audio(), seconds: json<number>(), note: string() },
    }),
    fill: { seconds: 'audioDurationS' as const },
  };
  const written: unknown[][] = [];
  const rig = await startRig({
    tables: [takes],
    parts: {
      loadWriter: async () => ({
        async write({ rows }) {
          written.push(...rows.map((cells) => [...cells]));
          return new TextEncoder().encode(JSON.stringify(rows));
        },
      }),
    },
  });
  for (const [id, durationS] of [
    ['first', 2.5],
    ['second', 4],
  ] as const) {
    const clip = {
      recordingId: id,
      index: 0,
      pcmSha256: id,
      durationS,
      header: new Uint8Array(),
      sizeBytes: 0,
    };
    await rig.store.write(['recordings'], (t) =>
      t.put('recordings', [id], {
        clientId: 'c',
        startedAt: 0,
        state: 'complete',
        clips: [clip],
      } as unknown as RecordingRecord),
    );
  }
  const entry = { ...rig.entry(0, '', takes), line: JSON.stringify([null, null, 'note', null, null]) };
  await rig.engine.write([entry], []);
  await rig.engine.flush('accepted');
  for (const [number, id] of [
    [7, 'first'],
    [8, 'second'],
  ] as const) {
    const { seq: _seq, ...said } = { ...entry, change: number, line: JSON.stringify([[0, [id, 0]]]) };
    expect(await rig.engine.changeRow(said)).toMatchObject({ outcome: 'applied' });
    await rig.engine.flush('accepted');
  }
  expect(written).toEqual([
    [null, null, 'note', 'row-0', 0],
    [['first', 0], 2.5, 'note', 'row-0', 1],
    [['second', 0], 4, 'note', 'row-0', 2],
  ]);
});

test('[R2] a receipt is kept though there is no room for what later changes need: the file makes room for it', async () => {
  const plain = await startRig();
  const store = crowded(plain.store);
  const rig = await startRig({ store, relay: plain.relay, time: plain.time });
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.engine.flush('accepted');
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ accepted: 1, pending: 0 });
  expect(await rig.engine.changeRow(byId(rig, 7, [0, 'b']))).toMatchObject({ outcome: 'applied' });
  await rig.engine.flush('accepted');
  expect(newestOf(rig)).toMatchObject({ text: 'b', revision: 1 });
});

test('[RV1] a row whose first revision was refused is where its newest one is', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a')], []);
  rig.relay.nextAnswers.push(() => ({ kind: 'problem', problem: problemOf('shard_invalid', 'no') }));
  await rig.engine.flush('accepted').catch(() => {});
  expect(await rig.engine.rowState('notes', 'row-0')).toMatchObject({ kind: 'dead' });
  await rig.engine.changeRow(byId(rig, 7, [0, 'b']));
  await rig.engine.flush('accepted');
  expect(await rig.engine.rowState('notes', 'row-0')).toEqual({ kind: 'accepted' });
});

test('[RV3] a change that a page wrote as it went away waits for the row that it wrote before', async () => {
  const plain = await startRig();
  await putExit(plain, 'gone', 'a', { entries: [plain.entry(0, 'a')] });
  const said = { ...byId(plain, 7, [0, 'b']), seq: 0 };
  await putExit(plain, 'gone', 'b', { entries: [said] });
  await putExit(plain, 'other', 'a', { changes: [byId(plain, 8, [1, '["x"]'])] });
  let failures = 1;
  const write: Store['write'] = (areas, work, options) =>
    areas.includes('exits') && failures-- > 0
      ? Promise.reject(new Error('a write that failed'))
      : plain.store.write(areas, work, options);
  const rig = await startRig({ store: { ...plain.store, write }, relay: plain.relay, time: plain.time });
  await rig.engine.flush('accepted');
  await rig.engine.flush('accepted');
  await rig.engine.flush('accepted');
  expect(newestOf(rig)).toMatchObject({ text: 'b', tags: '["x"]' });
  expect(await rig.store.read(['exits'], (t) => t.keys('exits'))).toEqual([]);
  await assertBalanced(rig);
});

test('[SD18] a row that its page wrote as it went away is deleted before it leaves', async () => {
  const rig = await startRig();
  await putExit(rig, 'gone', 'a', { entries: [rig.entry(0, 'a')] });
  expect(await rig.engine.deleteRow('notes', 'row-0')).toEqual({ deleted: true });
  await rig.engine.flush('accepted');
  expect(sent(rig)).toEqual([]);
  await assertBalanced(rig);
});

test('[SD8] a flush waits for what pages wrote as they went away, too', async () => {
  const rig = await startRig();
  await putExit(rig, 'gone', 'a', { entries: [rig.entry(0, 'a')] });
  let isDone = false;
  const flushed = rig.engine.flush('committed').then(() => {
    isDone = true;
  });
  await rig.time.advance(5_000);
  expect(sent(rig)).toHaveLength(1);
  expect(isDone).toBe(false);
  rig.relay.commitAll();
  await rig.time.advance(10_000);
  await flushed;
});
