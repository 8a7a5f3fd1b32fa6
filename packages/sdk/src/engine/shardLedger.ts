import type { Cell, TableDefinition } from '@parqueue/schema';
import { type CommitPlace, rangesOf, unionRanges } from '@parqueue/schema/wire';
import { addCounts } from '../journal/counters.ts';
import type { ReceiptRecord, ShardRecord } from '../store/records.ts';
import type { Store, Writing } from '../store/store.ts';
import { audioCells, hasAudio } from './completeRow.ts';
import { clipsOf, keptKey } from './currentRow.ts';

/** How long it is remembered what became of rows, and what their later changes need: a page that asks later hears `unknown`. */
const RECEIPT_KEPT_MS = 30 * 24 * 3_600_000;

/**
 * The moves of a shard through the store, each one transaction that moves the rows and their count together. A move that was made
 * already, by another tab or before a crash, gives undefined and changes nothing.
 */
export interface ShardLedger {
  /**
   * The relay has it: its bytes and its audio go, its rows are remembered until they are committed. That holds for a dead letter, too, which
   * another tab brought there after all.
   */
  accept(shardId: string, at: number): Promise<ReceiptRecord | undefined>;
  commit(shardId: string, place: CommitPlace, at: number): Promise<ReceiptRecord | undefined>;
  /** It is refused for good: it stays here, with its bytes, among the dead letters. */
  bury(shardId: string, reason: string): Promise<ShardRecord | undefined>;
  /** The relay took it and gave it up later: its rows are counted. */
  settleDead(shardId: string, reason: string, at: number): Promise<ReceiptRecord | undefined>;
  /** The relay took it and does not know it any more. */
  lose(shardId: string, at: number): Promise<ReceiptRecord | undefined>;
  /** It is too large: its rows go back into the journal. */
  unseal(shardId: string): Promise<ShardRecord | undefined>;
  /** Forgets what became of rows long ago. */
  prune(at: number): Promise<void>;
}

export function createShardLedger(store: Store, newId: () => string): ShardLedger {
  const settle = (
    shardId: string,
    from: ReceiptRecord['state'],
    change: Partial<ReceiptRecord> & Pick<ReceiptRecord, 'state'>,
    count: (rowCount: number) => Parameters<typeof addCounts>[2],
  ) =>
    store.write(['receipts', 'counters'], async (transaction) => {
      const receipt = await transaction.get('receipts', [shardId]);
      if (receipt?.state !== from) return undefined;
      const settled = { ...receipt, ...change };
      await transaction.put('receipts', [shardId], settled);
      await addCounts(transaction, receipt.table, count(receipt.rowIds.length));
      return settled;
    });

  return {
    async accept(shardId, at) {
      try {
        return await accept(store, shardId, at);
      } catch (error) {
        if ((error as Error).name !== 'QuotaExceededError') throw error;
        // The relay has the file: without it there is room for what is kept of it. Until that is written, the shard waits without its file.
        await store.write(['shardBytes'], (transaction) => transaction.delete('shardBytes', [shardId]));
        return accept(store, shardId, at);
      }
    },
    commit: (shardId, place, at) =>
      settle(shardId, 'accepted', { state: 'committed', ...place, settledAt: at }, (rows) => ({
        accepted: -rows,
        committed: rows,
      })),
    settleDead: (shardId, reason, at) =>
      settle(shardId, 'accepted', { state: 'dead', reason, settledAt: at }, (rows) => ({
        accepted: -rows,
        dead: rows,
      })),
    lose: (shardId, at) =>
      settle(shardId, 'accepted', { state: 'lost', settledAt: at }, (rows) => ({
        accepted: -rows,
        dropped: { relay_lost: rows },
      })),
    bury: (shardId, reason) =>
      store.write(['shards', 'counters'], async (transaction) => {
        const shard = await transaction.get('shards', [shardId]);
        if (shard?.state !== 'waiting') return undefined;
        const dead: ShardRecord = { ...shard, state: 'dead', reason };
        await transaction.put('shards', [shardId], dead);
        await addCounts(transaction, shard.table, { dead: shard.rows.length });
        return dead;
      }),
    unseal: (shardId) =>
      store.write(['shards', 'shardBytes', 'journal', 'seqs'], (t) => unseal(t, shardId, newId)),
    prune: (at) =>
      store.write(['receipts', 'kept'], (transaction) => forget(transaction, at - RECEIPT_KEPT_MS)),
  };
}

const accept = (store: Store, shardId: string, at: number) =>
  store.write(
    ['shards', 'shardBytes', 'receipts', 'recordings', 'blocks', 'tables', 'counters', 'kept'],
    async (transaction) => {
      const shard = await transaction.get('shards', [shardId]);
      if (shard === undefined) return undefined;
      const table = await transaction.get('tables', [shard.table, shard.fingerprint]);
      if (table?.revisions) await keepRows(transaction, table, shardId, shard);
      if (table !== undefined) await deleteAudio(transaction, table, shard);
      await transaction.delete('shards', [shardId]);
      await transaction.delete('shardBytes', [shardId]);
      const receipt: ReceiptRecord = {
        table: shard.table,
        clientId: shard.clientId,
        seqs: shard.seqs,
        rowIds: shard.rows.map(({ rowId }) => rowId),
        acceptedAt: at,
        state: 'accepted',
      };
      await transaction.put('receipts', [shardId], receipt);
      const dead = shard.state === 'dead' ? -shard.rows.length : 0;
      await addCounts(transaction, shard.table, { accepted: shard.rows.length, dead });
      return receipt;
    },
    { durability: 'strict' },
  );

/** Forgets what became of rows that came to their end before then. */
async function forget(transaction: Writing, before: number): Promise<void> {
  const forgotten = new Set<unknown>();
  for (const [key, { settledAt = before }] of await transaction.list('receipts')) {
    if (settledAt >= before) continue;
    await transaction.delete('receipts', key);
    forgotten.add(key[0]);
  }
  if (forgotten.size === 0) return;
  for (const key of await transaction.keys('kept'))
    if (forgotten.has(key[3])) await transaction.delete('kept', key);
}

/** Keeps what later changes of the rows need. */
async function keepRows(
  transaction: Writing,
  table: TableDefinition,
  shardId: string,
  { fingerprint, identity, rows }: ShardRecord,
): Promise<void> {
  const clips = hasAudio(table) ? await clipsOf(transaction, table, rows) : {};
  await transaction.put('kept', keptKey(table.name, rows, shardId), { fingerprint, identity, rows, clips });
}

/** Deletes the blocks of the clips that a shard holds: the relay has them. */
async function deleteAudio(transaction: Writing, table: TableDefinition, shard: ShardRecord): Promise<void> {
  if (!hasAudio(table)) return;
  for (const row of shard.rows) {
    for (const [recordingId, index] of audioCells(table, cellsOf(row.line))) {
      for (const key of await transaction.keys('blocks', [recordingId, index])) {
        await transaction.delete('blocks', key);
      }
      await deleteWhenSpent(transaction, recordingId);
    }
  }
}

/** The shard is at the relay: a text that cannot be read any more is no reason to keep it. */
function cellsOf(line: string): Cell[] {
  try {
    return JSON.parse(line) as Cell[];
  } catch {
    return [];
  }
}

/** Forgets a recording once no clip of it has blocks any more. */
async function deleteWhenSpent(transaction: Writing, recordingId: string): Promise<void> {
  const left = await transaction.keys('blocks', [recordingId]);
  if (left.length === 0) await transaction.delete('recordings', [recordingId]);
}

async function unseal(
  transaction: Writing,
  shardId: string,
  newId: () => string,
): Promise<ShardRecord | undefined> {
  const shard = await transaction.get('shards', [shardId]);
  if (shard?.state !== 'waiting') return undefined;
  const { table, clientId, identity, fingerprint, rows } = shard;
  const seqs = await transaction.get('seqs', [table, clientId]);
  if (seqs === undefined) return undefined;
  const unsealed = new Set(rows.map(({ seq }) => seq));
  const sealed = seqs.sealed.flatMap(([first, last]) => without(first, last, unsealed));
  const reopened = unionRanges(seqs.reopened ?? [], rangesOf(unsealed));
  await transaction.put('seqs', [table, clientId], { ...seqs, sealed, reopened });
  await transaction.put('journal', [table, clientId, newId()], {
    fingerprint,
    identity,
    entries: rows.map((row) => ({ ...row, table, change: 0 })),
  });
  await transaction.delete('shards', [shardId]);
  await transaction.delete('shardBytes', [shardId]);
  return shard;
}

/** A range without some of its numbers. */
function without(first: number, last: number, gone: ReadonlySet<number>): [number, number][] {
  const ranges: [number, number][] = [];
  for (let seq = first; seq <= last; seq++) {
    if (gone.has(seq)) continue;
    const open = ranges.at(-1);
    if (open !== undefined && open[1] === seq - 1) open[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}
