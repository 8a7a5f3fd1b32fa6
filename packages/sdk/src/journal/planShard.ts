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

/**
 * The rows of the next shard: as many of the first as stay below the limit, and always at least one, since a row is never divided. What
 * text weighs is taken as it is, before compression, so that a shard is smaller than planned and never larger.
 */
export function planShard(rows: readonly WeighedRow[], maxBytes: number): readonly WeighedRow[] {
  let sizeBytes = OVERHEAD_BYTES;
  let count = 0;
  for (const { sizeBytes: rowBytes } of rows) {
    sizeBytes += rowBytes;
    if (count > 0 && (sizeBytes > maxBytes || count >= SHARD_MAX_ROWS)) break;
    count++;
  }
  return rows.slice(0, count);
}
