import type { ByteSource } from '../parquet/byteSource.ts';
import { checkShard, type ExpectedShard, expectedShard } from '../parquet/checkShard.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';
import type { ServedTable } from '../readTables.ts';
import type { ShardClaim } from './shardClaim.ts';

/** Says what is wrong with the bytes of a shard, in words that hold nothing of its rows; undefined where nothing is. */
export type CheckShardBytes = (claim: ShardClaim, bytes: ByteSource) => string | undefined;

/** Checks Parquet deeply, without unpacking it. Of JSON lines, begin and end are looked at. */
export function createCheckShardBytes(tables: ReadonlyMap<string, ServedTable>): CheckShardBytes {
  const known = new Map<string, ExpectedShard>();
  const expectedOf = ({ table, fingerprint }: ShardClaim): ExpectedShard | undefined => {
    const served = tables.get(table)?.table;
    if (served?.fingerprint !== fingerprint) return undefined;
    const expected = known.get(fingerprint) ?? expectedShard(served);
    known.set(fingerprint, expected);
    return expected;
  };

  return (claim, bytes) => {
    if (claim.format === 'jsonl') return jsonLinesProblem(bytes);
    const expected = expectedOf(claim);
    if (expected === undefined) return `schema_differs: table ${claim.table} has no such version any more`;
    try {
      const { rowCount } = checkShard(bytes, expected);
      if (rowCount === claim.rowCount) return undefined;
      return `inconsistent: the file has ${rowCount} rows, not ${claim.rowCount}`;
    } catch (error) {
      if (error instanceof InvalidShard) return `${error.flaw}: ${error.message}`;
      throw error;
    }
  };
}

const BRACE = '{'.charCodeAt(0);
const LINE_FEED = '\n'.charCodeAt(0);

function jsonLinesProblem({ sizeBytes, read }: ByteSource): string | undefined {
  const isLines = sizeBytes > 0 && read(0, 1)[0] === BRACE && read(sizeBytes - 1, sizeBytes)[0] === LINE_FEED;
  return isLines
    ? undefined
    : 'malformed: the body is no JSON lines: { at its begin or a line feed at its end is missing';
}
