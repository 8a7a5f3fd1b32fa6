import type { ByteSource } from '../parquet/byteSource.ts';
import { checkShard, type ExpectedShard } from '../parquet/checkShard.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';
import { checkJsonLines } from '../values/checkJsonLines.ts';
import { checkValues, type ValueChecks } from '../values/checkValues.ts';
import type { ExpectedOf } from './expectedShards.ts';
import type { ShardClaim } from './shardClaim.ts';

export type CheckedBytes =
  | { readonly kind: 'right'; readonly groupCount: number }
  /** In words that hold nothing of its rows. */
  | { readonly kind: 'wrong'; readonly detail: string };

export type CheckShardBytes = (claim: ShardClaim, bytes: ByteSource) => CheckedBytes;

/** @param which of a Parquet shard's values are looked at; of JSON lines it is all of them */
export function createCheckShardBytes(expectedOf: ExpectedOf, which: ValueChecks['which']): CheckShardBytes {
  return (claim, bytes) => {
    const expected = expectedOf(claim);
    if (expected === undefined)
      return wrong(`schema_differs: table ${claim.table} has no such version any more`);
    try {
      const { rowCount, groupCount } = check(claim, bytes, expected, which);
      if (rowCount === claim.rowCount) return { kind: 'right', groupCount };
      return wrong(`inconsistent: the file has ${rowCount} rows, not ${claim.rowCount}`);
    } catch (error) {
      if (error instanceof InvalidShard) return wrong(`${error.flaw}: ${error.message}`);
      throw error;
    }
  };
}

function check(
  { format, userId }: ShardClaim,
  bytes: ByteSource,
  expected: ExpectedShard,
  which: ValueChecks['which'],
): { readonly rowCount: number; readonly groupCount: number } {
  if (format === 'jsonl') return { rowCount: checkJsonLines(bytes, expected.table, userId), groupCount: 1 };
  const facts = checkShard(bytes, expected);
  checkValues(bytes, facts, expected, { userId, which });
  return { rowCount: facts.rowCount, groupCount: facts.groups.length };
}

const wrong = (detail: string): CheckedBytes => ({ kind: 'wrong', detail });
