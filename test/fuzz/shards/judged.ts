import { bytesSource } from '../../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, type ExpectedShard } from '../../../packages/relay/src/parquet/checkShard.ts';
import { InvalidShard } from '../../../packages/relay/src/parquet/invalidShard.ts';
import type { ShardFacts } from '../../../packages/relay/src/parquet/shardFacts.ts';
import { checkValues } from '../../../packages/relay/src/values/checkValues.ts';
import { USER_ID } from './shardTable.ts';

/** What the relay makes of a file with all its checks: its facts, or what it refuses it for. */
export function judged(file: Uint8Array, expected: ExpectedShard): ShardFacts | string {
  const source = bytesSource(file);
  try {
    const facts = checkShard(source, expected);
    checkValues(source, facts, expected, { userId: USER_ID, which: 'all' });
    return facts;
  } catch (error) {
    if (error instanceof InvalidShard) return error.flaw;
    throw error;
  }
}
