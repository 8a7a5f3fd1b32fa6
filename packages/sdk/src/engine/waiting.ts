import type { ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** Which tables are sealed: all that have rows, or those named. */
export type FlushScope = 'all' | ReadonlySet<string>;

/** Tables with something in the journal. */
export async function waitingTables(store: Store): Promise<string[]> {
  const keys = await store.read(['journal'], (transaction) => transaction.keys('journal'));
  return [...new Set(keys.map(([table]) => String(table)))];
}

/** Shards without a receipt, the smallest first. */
export async function waitingShards(store: Store): Promise<[shardId: string, ShardRecord][]> {
  const shards = await store.read(['shards'], (transaction) => transaction.list('shards'));
  return shards
    .filter(([, { state }]) => state === 'waiting')
    .sort(([, a], [, b]) => a.sizeBytes - b.sizeBytes)
    .map(([key, record]) => [String(key[0]), record]);
}
