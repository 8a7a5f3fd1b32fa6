import type { TableDefinition } from '@parqueue/schema';
import { type ExpectedShard, expectedShard } from '../parquet/checkShard.ts';
import type { TableVersion } from './shardClaim.ts';

/** What a file of a version of a table must look like; undefined where the relay knows no such version. */
export type ExpectedOf = (version: TableVersion) => ExpectedShard | undefined;

export function createExpectedOf(find: (version: TableVersion) => TableDefinition | undefined): ExpectedOf {
  const known = new Map<string, ExpectedShard>();
  return (version) => {
    const key = `${version.table} ${version.fingerprint}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const table = find(version);
    if (table === undefined) return undefined;
    const expected = expectedShard(table);
    known.set(key, expected);
    return expected;
  };
}
