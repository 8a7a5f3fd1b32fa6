import { list, string, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import { type Random, seeded } from '../../../../test/support/seeded.ts';
import { ENTRY_AREAS, writeEntries } from '../journal/writeEntries.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { JournalEntry } from '../store/records.ts';
import { type Candidate, nextCandidate, waitingLives } from './sealCandidate.ts';
import { sealShard } from './sealShard.ts';
import { createShardLedger } from './shardLedger.ts';
import { recordOf } from './writeShard.ts';

/** Each change adds its number to the row's list, so that one that is lost or folded twice is seen. */
const marked = table({
  name: 'marked',
  features: { text: string(), marks: list(string()) },
  merge: { marks: 'append' },
});
const identity = { userId: 'user', proof: 'proof' };
const TABS = 3;

/** What was said of rows, by number: the changes that the journal took. */
type Said = Map<number, Set<number>>;

/** One page life whose rows are written, changed, sealed by several tabs from what each has read, taken apart again and delivered. */
function createScene(random: Random) {
  let ids = 0;
  const newId = () => `id-${String(ids++).padStart(6, '0')}`;
  const store = createMemoryStore();
  const ledger = createShardLedger(store, newId);
  const said: Said = new Map();
  const delivered: { seq: number; marks: string[] }[] = [];
  const entries: JournalEntry[] = [];
  const candidates: (Candidate | undefined)[] = Array.from({ length: TABS });
  let nextChange = 1;

  const entryOf = (seq: number, change: number): JournalEntry => ({
    table: marked.name,
    seq,
    change,
    rowId: `row-${seq}`,
    at: 0,
    line: JSON.stringify(change === 0 ? [`text ${seq}`, null] : [[1, [String(change)]]]),
  });

  async function write(written: readonly JournalEntry[]): Promise<void> {
    entries.push(...written);
    const late = await store.write(ENTRY_AREAS, (transaction) =>
      writeEntries(transaction, { clientId: 'client', identity, tables: [marked], entries: written }, newId),
    );
    const refused = new Set(late.map(({ change }) => change));
    for (const { seq, change } of written) {
      const changes = said.get(seq) ?? new Set();
      if (change !== 0 && !refused.has(change)) changes.add(change);
      said.set(seq, changes);
    }
  }

  async function seal(candidate: Candidate, isTaken: () => boolean): Promise<void> {
    const rows = candidate.rows.map(({ row }) => row).filter(isTaken);
    if (rows.length === 0) return;
    const record = recordOf(candidate, rows, 0);
    await sealShard(store, candidate, rows, { shardId: newId(), record, bytes: new Uint8Array(1) });
  }

  async function deliver(shardId: string): Promise<void> {
    const shard = await store.read(['shards'], (transaction) => transaction.get('shards', [shardId]));
    for (const { seq, line } of shard?.rows ?? []) delivered.push({ seq, marks: JSON.parse(line)[1] ?? [] });
    await ledger.accept(shardId, 0);
  }

  const shardIds = async (): Promise<string[]> => {
    const keys = await store.read(['shards'], (transaction) => transaction.keys('shards'));
    return keys.map(([id]) => String(id));
  };
  const read = async (): Promise<Candidate | undefined> =>
    (await nextCandidate(store, { table: marked.name, identity }, await waitingLives(store, marked.name)))
      .candidate;

  const deeds: readonly (() => Promise<void>)[] = [
    async () => {
      const first = said.size;
      await write(Array.from({ length: random.int(1, 4) }, (_, i) => entryOf(first + i, 0)));
    },
    async () => {
      if (said.size === 0) return;
      const change = (): JournalEntry => entryOf(random.int(0, said.size - 1), nextChange++);
      await write(Array.from({ length: random.int(1, 3) }, change));
    },
    async () => {
      const again = random.list(5, () => entries[random.int(0, Math.max(0, entries.length - 1))]);
      await write(again.filter((entry) => entry !== undefined));
    },
    async () => {
      candidates[random.int(0, TABS - 1)] = await read();
    },
    async () => {
      const candidate = candidates[random.int(0, TABS - 1)];
      const share = random.pick([1, 0.5]);
      if (candidate !== undefined) await seal(candidate, () => random.chance(share));
    },
    async () => {
      const waiting = await shardIds();
      if (waiting.length > 0) await ledger.unseal(random.pick(waiting));
    },
    async () => {
      const waiting = await shardIds();
      if (waiting.length > 0 && random.chance(0.5)) await deliver(random.pick(waiting));
    },
  ];

  return {
    said,
    delivered,
    next: () => random.pick(deeds)(),
    async finish() {
      for (let candidate = await read(); candidate !== undefined; candidate = await read())
        await seal(candidate, () => true);
      for (const shardId of await shardIds()) await deliver(shardId);
      return store.read(['journal'], (transaction) => transaction.list('journal'));
    },
  };
}

test('[R3] every row and every change is delivered once, however tabs read, write, seal and take apart among each other', async () => {
  const first = Math.floor(Math.random() * 2 ** 31);
  for (let seed = first; seed < first + 100; seed++) {
    const scene = createScene(seeded(seed));
    for (let i = 0; i < 60; i++) await scene.next();
    const left = await scene.finish();
    const expected = [...scene.said].map(([seq, changes]) => ({
      seq,
      marks: [...changes].sort((a, b) => a - b).map(String),
    }));
    const delivered = scene.delivered
      .map(({ seq, marks }) => ({ seq, marks: [...marks].sort((a, b) => Number(a) - Number(b)) }))
      .sort((a, b) => a.seq - b.seq);
    expect(delivered, `seed ${seed}`).toEqual(expected.sort((a, b) => a.seq - b.seq));
    expect(left, `seed ${seed}: what lies in the journal`).toEqual([]);
  }
});
