import { expect, test } from 'vitest';
import { ENTRY_AREAS, writeEntries } from '../journal/writeEntries.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { JournalEntry } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { notes } from '../testing/tables.ts';
import { type Candidate, nextCandidate } from './sealCandidate.ts';
import { sealShard } from './sealShard.ts';
import { createShardLedger } from './shardLedger.ts';
import { recordOf } from './writeShard.ts';

const identity = { userId: 'user', proof: 'proof' };
const entry = (seq: number, change = 0): JournalEntry => ({
  table: notes.name,
  seq,
  change,
  rowId: `row-${seq}`,
  at: 0,
  line: change === 0 ? JSON.stringify([`text ${seq}`]) : JSON.stringify([[0, 'changed']]),
});

let ids = 0;
const newId = () => `id-${ids++}`;

const append = (store: Store, entries: readonly JournalEntry[]) =>
  store.write(ENTRY_AREAS, (transaction) =>
    writeEntries(transaction, { clientId: 'client', identity, tables: [notes], entries }, newId),
  );

async function candidateOf(store: Store): Promise<Candidate> {
  const { candidate } = await nextCandidate(store, { table: notes.name, identity }, ['client']);
  if (candidate === undefined) throw new Error('nothing waits');
  return candidate;
}

function seal(store: Store, candidate: Candidate, seqs: readonly number[]): Promise<boolean> {
  const rows = candidate.rows.map(({ row }) => row).filter(({ seq }) => seqs.includes(seq));
  const shard = { shardId: newId(), record: recordOf(candidate, rows, 0), bytes: new Uint8Array(1) };
  return sealShard(store, candidate, rows, shard);
}

const waiting = (store: Store) =>
  store.read(['journal'], async (transaction) =>
    (await transaction.list('journal'))
      .flatMap(([, { entries }]) => entries.map(({ seq, change }) => [seq, change]))
      .sort(([a], [b]) => (a as number) - (b as number)),
  );

const shardCount = (store: Store) =>
  store.read(['shards'], async (transaction) => (await transaction.keys('shards')).length);

test('[SD4] {000.10} a shard takes its rows out of their records and leaves the others, rows that came since among them', async () => {
  const store = createMemoryStore();
  await append(store, [entry(0), entry(1), entry(2), entry(1, 5)]);
  const candidate = await candidateOf(store);
  await append(store, [entry(3)]);
  expect(await seal(store, candidate, [0, 1])).toBe(true);
  expect(await waiting(store)).toEqual([
    [2, 0],
    [3, 0],
  ]);
  expect((await candidateOf(store)).rows.map(({ row }) => row.seq)).toEqual([2, 3]);
});

test('[R3] nothing is sealed when a row was changed since it was read', async () => {
  const store = createMemoryStore();
  await append(store, [entry(0), entry(1)]);
  const candidate = await candidateOf(store);
  await append(store, [entry(1, 7)]);
  expect(await seal(store, candidate, [0, 1])).toBe(false);
  expect(await shardCount(store)).toBe(0);
  expect(await waiting(store)).toHaveLength(3);
  const [, second] = (await candidateOf(store)).rows;
  expect(second?.row.cells[0]).toBe('changed');
});

test('[R3] nothing is sealed when another tab has sealed rows of the same records, the same or others', async () => {
  for (const theirs of [[0, 1], [2]]) {
    const store = createMemoryStore();
    await append(store, [entry(0), entry(1), entry(2)]);
    const [ours, other] = [await candidateOf(store), await candidateOf(store)];
    expect(await seal(store, other, theirs)).toBe(true);
    expect(await seal(store, ours, [0, 1])).toBe(false);
    expect(await shardCount(store)).toBe(1);
    expect((await waiting(store)).length).toBe(3 - theirs.length);
  }
});

test('[R3] nothing is sealed when another tab has sealed rows and taken the shard apart again: their changes are not lost', async () => {
  const store = createMemoryStore();
  await append(store, [entry(0), entry(1), entry(2)]);
  await append(store, [entry(0, 5), entry(2, 6)]);
  const [ours, other] = [await candidateOf(store), await candidateOf(store)];
  expect(await seal(store, other, [0])).toBe(true);
  const [[shardId] = []] = await store.read(['shards'], (transaction) => transaction.keys('shards'));
  await createShardLedger(store, newId).unseal(String(shardId));
  expect(await seal(store, ours, [1])).toBe(false);
  const texts = (await candidateOf(store)).rows.map(({ row }) => row.cells[0]);
  expect(texts).toEqual(['changed', 'text 1', 'changed']);
});
