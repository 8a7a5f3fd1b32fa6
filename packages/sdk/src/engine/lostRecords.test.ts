import { expect, test } from 'vitest';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { Area } from '../store/store.ts';
import { assertBalanced, createFakeTime, type Rig, rowsAt, startRig } from '../testing/engineRig.ts';
import { createFakeRelay } from '../testing/fakeRelay.ts';
import { notes } from '../testing/tables.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { readAside } from './readAside.ts';

/** A visit that left rows here, and the one that comes after something was done to them. */
async function visits(between: (first: Rig) => Promise<void>) {
  const [store, time, relay] = [createMemoryStore(), createFakeTime(), createFakeRelay([notes])];
  const first = await startRig({ store, time, relay });
  await first.engine.write([first.entry(0, 'zero'), first.entry(1, 'one')], []);
  await between(first);
  await first.engine.close();
  const second = await startRig({ store, time, relay });
  await time.advance(5_000);
  await second.engine.flush('accepted');
  return second;
}

const deleteAll = ({ store }: Rig, area: Area) =>
  store.write([area], async (t) => {
    for (const key of await t.keys(area)) await t.delete(area, key);
  });

/** Seals the rows into a shard that does not come through; with `isTaken` only its reply is lost. */
async function sealUnsent({ engine, relay }: Rig, isTaken = false): Promise<void> {
  relay.nextAnswers.push((shard) => {
    if (isTaken) relay.shards.set(shard.shardId, { ...shard, state: 'spooled' });
    return { kind: 'unreachable', status: 0, reason: 'cut' };
  });
  await engine.notice('online');
}

const dropsOf = ({ events }: Rig) =>
  events.filter(({ type }) => type === 'dropped').map(({ detail }) => detail);

test('[ST4] [R12] rows whose journal the browser deleted are counted and told, once', async () => {
  const rig = await visits((first) => deleteAll(first, 'journal'));
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 2, dropped: { evicted: 2 } });
  expect(dropsOf(rig)).toEqual([{ table: 'notes', reason: 'evicted', rowCount: 2 }]);
  await assertBalanced(rig);
  const third = await startRig(rig);
  await rig.time.advance(5_000);
  expect(dropsOf(third)).toEqual([]);
  await assertBalanced(third);
});

test('[ST4] rows whose shard the browser deleted are counted and told', async () => {
  const rig = await visits(async (first) => {
    await sealUnsent(first);
    await deleteAll(first, 'shards');
  });
  expect(dropsOf(rig)).toEqual([{ table: 'notes', reason: 'evicted', rowCount: 2 }]);
  await assertBalanced(rig);
});

test('[ST4] a row that is gone from the journal and that its page wrote itself, too, arrives', async () => {
  const rig = await visits(async (first) => {
    await deleteAll(first, 'journal');
    const { store, clientId } = first;
    const exit = { identity: null, tables: [notes], drops: [], entries: [first.entry(1, 'one')] };
    await store.write(['exits'], (t) => t.put('exits', [clientId, 'exit'], exit));
  });
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['one']);
  expect(dropsOf(rig)).toEqual([{ table: 'notes', reason: 'evicted', rowCount: 1 }]);
  await assertBalanced(rig);
});

test('[ST4] [R3] a shard without its bytes is made anew from its rows', async () => {
  const rig = await visits(async (first) => {
    await sealUnsent(first);
    await deleteAll(first, 'shardBytes');
  });
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['zero', 'one']);
  await assertBalanced(rig);
});

test('[ST4] [R3] a shard without its bytes that the relay has already is not made anew', async () => {
  const rig = await visits(async (first) => {
    await sealUnsent(first, true);
    await deleteAll(first, 'shardBytes');
  });
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['zero', 'one']);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ accepted: 2, pending: 0 });
});

test('[ST3] [R12] one torn entry is set aside as it was found, and the others of its record arrive', async () => {
  const rig = await visits(async ({ store }) => {
    await store.write(['journal'], async (t) => {
      for (const [key, record] of await t.list('journal')) {
        const entries = record.entries.map((one) => (one.seq === 0 ? { ...one, line: '["zero",nul]' } : one));
        await t.put('journal', key, { ...record, entries });
      }
    });
  });
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['one']);
  expect(dropsOf(rig)).toEqual([{ table: 'notes', reason: 'corrupt', rowCount: 1 }]);
  const aside = await readAside(rig.store);
  expect(aside).toMatchObject([{ area: 'journal', value: { entries: [{ seq: 0, line: '["zero",nul]' }] } }]);
  expect((await rig.engine.stats()).storage.asideCount).toBe(1);
  await assertBalanced(rig);
});

test('[ST3] a definition that is gone is had again from the page, and its rows arrive', async () => {
  const rig = await visits((first) => deleteAll(first, 'tables'));
  expect(rowsAt(rig.relay)).toHaveLength(2);
});

const deleted =
  (isRestored: boolean): EngineEnvironment['openStore'] =>
  async (_name, onDeleted) => {
    onDeleted({ reason: `corrupted${'!'.repeat(1_000)}`, isRestored });
    return createMemoryStore();
  };

test('[ST4] [R12] a database that was restored is told as such, and is no error', async () => {
  const { events } = await startRig({ parts: { openStore: deleted(true) } });
  expect(events.find(({ type }) => type === 'restored')).toMatchObject({
    detail: { reason: expect.stringMatching(/^corrupted!{191}$/) },
  });
  expect(events.filter(({ type }) => type === 'error')).toEqual([]);
});

test('[ST4] [R12] a database that the browser deleted because it could not read it is told, with what the browser says', async () => {
  const { events } = await startRig({ parts: { openStore: deleted(false) } });
  const [{ detail } = { detail: undefined }] = events.filter(({ type }) => type === 'error');
  expect(detail).toMatchObject({
    code: 'storage_evicted',
    message: expect.stringContaining('(corrupted!!!'),
  });
  expect(JSON.stringify(detail).length).toBeLessThan(500);
  const { events: others } = await startRig();
  expect(others.filter(({ type }) => type === 'error')).toEqual([]);
});
