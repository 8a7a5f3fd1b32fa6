import type { ByteSource } from '../parquet/byteSource.ts';
import { checkShard } from '../parquet/checkShard.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';
import type { ExpectedOf } from './expectedShards.ts';
import type { ShardClaim } from './shardClaim.ts';

export type CheckedBytes =
  | { readonly kind: 'right'; readonly groupCount: number }
  /** In words that hold nothing of its rows. */
  | { readonly kind: 'wrong'; readonly detail: string };

export type CheckShardBytes = (claim: ShardClaim, bytes: ByteSource) => CheckedBytes;

/** Checks Parquet deeply, without unpacking it. Of JSON lines, begin and end are looked at. */
export function createCheckShardBytes(expectedOf: ExpectedOf): CheckShardBytes {
  return (claim, bytes) => {
    if (claim.format === 'jsonl') return checkJsonLines(bytes);
    const expected = expectedOf(claim);
    if (expected === undefined)
      return wrong(`schema_differs: table ${claim.table} has no such version any more`);
    try {
      const { rowCount, groups } = checkShard(bytes, expected);
      if (rowCount === claim.rowCount) return { kind: 'right', groupCount: groups.length };
      return wrong(`inconsistent: the file has ${rowCount} rows, not ${claim.rowCount}`);
    } catch (error) {
      if (error instanceof InvalidShard) return wrong(`${error.flaw}: ${error.message}`);
      throw error;
    }
  };
}

const wrong = (detail: string): CheckedBytes => ({ kind: 'wrong', detail });

const BRACE = '{'.charCodeAt(0);
const LINE_FEED = '\n'.charCodeAt(0);

function checkJsonLines({ sizeBytes, read }: ByteSource): CheckedBytes {
  const isLines = sizeBytes > 0 && read(0, 1)[0] === BRACE && read(sizeBytes - 1, sizeBytes)[0] === LINE_FEED;
  return isLines
    ? { kind: 'right', groupCount: 1 }
    : wrong('malformed: the body is no JSON lines: { at its begin or a line feed at its end is missing');
}
