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
  | { readonly kind: 'wrong'; readonly code: 'shard_invalid' | 'audio_refused'; readonly detail: string };

export type CheckShardBytes = (claim: ShardClaim, bytes: ByteSource) => CheckedBytes;

/** Whether shards may hold clips. One whose cells of audio are all null holds none. */
export type AudioPolicy = 'allow' | 'deny';

/** @param which of a Parquet shard's values are looked at; of JSON lines it is all of them */
export function createCheckShardBytes(
  expectedOf: ExpectedOf,
  which: ValueChecks['which'],
  audio: AudioPolicy = 'allow',
): CheckShardBytes {
  return (claim, bytes) => {
    const expected = expectedOf(claim);
    if (expected === undefined)
      return wrong(`schema_differs: table ${claim.table} has no such version any more`);
    try {
      const { rowCount, groupCount, clipCount } = check(claim, bytes, expected, which);
      if (rowCount !== claim.rowCount)
        return wrong(`inconsistent: the file has ${rowCount} rows, not ${claim.rowCount}`);
      if (audio === 'deny' && clipCount > 0) return withAudio(clipCount);
      return { kind: 'right', groupCount };
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
): { readonly rowCount: number; readonly groupCount: number; readonly clipCount: number } {
  // JSON lines hold no audio: no table of that format can have a column of it.
  if (format === 'jsonl')
    return { rowCount: checkJsonLines(bytes, expected.table, userId), groupCount: 1, clipCount: 0 };
  const facts = checkShard(bytes, expected);
  const clipCount = checkValues(bytes, facts, expected, { userId, which });
  return { rowCount: facts.rowCount, groupCount: facts.groups.length, clipCount };
}

const wrong = (detail: string): CheckedBytes => ({ kind: 'wrong', code: 'shard_invalid', detail });

const withAudio = (clipCount: number): CheckedBytes => ({
  kind: 'wrong',
  code: 'audio_refused',
  detail: `AUDIO_POLICY of the relay is deny, and the shard has ${clipCount} ${clipCount === 1 ? 'clip' : 'clips'}`,
});
