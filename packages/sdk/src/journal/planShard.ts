import { SEQ_MAX_RANGES } from '@parqueue/schema/wire';
import type { FoldedRow } from './foldRows.ts';

/** What a row weighs in a shard: its text and its audio. */
export interface WeighedRow {
  readonly row: FoldedRow;
  readonly sizeBytes: number;
}

/** Rows of a shard are held in memory while it is written; more than this gains no compression worth the memory. */
const SHARD_MAX_ROWS = 50_000;

/** Room for the footer and the page headers of a shard, which a row's own size does not show. */
const OVERHEAD_BYTES = 64 * 1024;

/** What a shard may hold. */
export interface ShardLimits {
  readonly maxBytes: number;
  readonly maxRows: number;
}

/**
 * The rows of the next shard: as many of the first as stay below the limits, and always at least one, since a row is never divided. What
 * text weighs is taken as it is, before compression, so that a shard is smaller than planned and never larger. Rows with many holes
 * between their numbers make more shards: a relay takes only so many ranges.
 */
export function planShard(
  rows: readonly WeighedRow[],
  { maxBytes, maxRows }: ShardLimits,
): readonly WeighedRow[] {
  let sizeBytes = OVERHEAD_BYTES;
  let count = 0;
  let rangeCount = 0;
  for (const { row, sizeBytes: rowBytes } of rows) {
    sizeBytes += rowBytes;
    if (rows[count - 1]?.row.seq !== row.seq - 1) rangeCount++;
    const isFull = sizeBytes > maxBytes || count >= Math.min(maxRows, SHARD_MAX_ROWS);
    if (count > 0 && (isFull || rangeCount > SEQ_MAX_RANGES)) break;
    count++;
  }
  return rows.slice(0, count);
}
