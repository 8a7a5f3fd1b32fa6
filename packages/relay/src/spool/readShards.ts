import type { SpooledShard } from './spool.ts';

export const SELECT_SHARDS =
  'SELECT shard_id, table_name, fingerprint, path, size_bytes, group_count FROM shard';
export const OLDEST_FIRST = 'ORDER BY received_at, shard_id';

export type ShardRow = {
  shard_id: string;
  table_name: string;
  fingerprint: string;
  path: string;
  size_bytes: number;
  group_count: number;
};

/** Of ten thousand shards what they have in common is in memory once, and their rows are not in memory together. */
export function readShards(rows: Iterable<ShardRow>): SpooledShard[] {
  const known = new Map<string, string>();
  const once = (text: string): string => {
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
  const shards: SpooledShard[] = [];
  for (const row of rows)
    shards.push({
      shardId: row.shard_id,
      table: once(row.table_name),
      format: row.path.endsWith('.jsonl') ? 'jsonl' : 'parquet',
      fingerprint: once(row.fingerprint),
      path: row.path,
      sizeBytes: row.size_bytes,
      groupCount: row.group_count,
    });
  return shards;
}
