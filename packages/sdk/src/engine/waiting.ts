import type { Cell, TableDefinition } from '@parqueue/schema';
import type { ShardRecord } from '../store/records.ts';
import type { Reading, Store } from '../store/store.ts';
import { audioCells, hasAudio } from './completeRow.ts';

/** Which tables are sealed: all that have rows, or those named. */
export type FlushScope = 'all' | ReadonlySet<string>;

export const isIncluded = (scope: FlushScope, table: string): boolean => scope === 'all' || scope.has(table);

export type WaitingShard = readonly [shardId: string, record: ShardRecord];

/** Tables with something in the journal. */
export async function waitingTables(store: Store): Promise<string[]> {
  const keys = await store.read(['journal'], (transaction) => transaction.keys('journal'));
  return [...new Set(keys.map(([table]) => String(table)))];
}

/** Shards without a receipt, the smallest first. */
export async function waitingShards(store: Store): Promise<WaitingShard[]> {
  const shards = await store.read(['shards'], (transaction) => transaction.list('shards'));
  return shards
    .filter(([, { state }]) => state === 'waiting')
    .sort(([, a], [, b]) => a.sizeBytes - b.sizeBytes)
    .map(([key, record]) => [String(key[0]), record]);
}

/** Whether a table's rows may have audio, and whether those of a shard do. */
export interface AudioKinds {
  ofTable(table: string): boolean;
  ofShard(record: ShardRecord): boolean;
}

export const readAudioKinds = (store: Store): Promise<AudioKinds> =>
  store.read(['tables'], async (transaction: Reading) => {
    const versions = new Map<string, TableDefinition>();
    for (const [key, table] of await transaction.list('tables'))
      if (hasAudio(table)) versions.set(JSON.stringify(key), table);
    const names = new Set(Array.from(versions.values(), ({ name }) => name));
    return {
      ofTable: (table) => names.has(table),
      ofShard({ table, fingerprint, rows }) {
        const version = versions.get(JSON.stringify([table, fingerprint]));
        return (
          version !== undefined &&
          rows.some(({ line }) => audioCells(version, JSON.parse(line) as Cell[]).length > 0)
        );
      },
    };
  });
