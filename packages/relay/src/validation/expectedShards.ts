import { type ExpectedShard, expectedShard } from '../parquet/checkShard.ts';
import type { ServedTable } from '../readTables.ts';

/** What a file of a version of a table must look like; undefined where the relay knows no such version. */
export type ExpectedOf = (version: {
  readonly table: string;
  readonly fingerprint: string;
}) => ExpectedShard | undefined;

export function createExpectedOf(tables: ReadonlyMap<string, ServedTable>): ExpectedOf {
  const known = new Map<string, ExpectedShard>();
  return ({ table, fingerprint }) => {
    const served = tables.get(table)?.table;
    if (served?.fingerprint !== fingerprint) return undefined;
    const key = `${table} ${fingerprint}`;
    const expected = known.get(key) ?? expectedShard(served);
    known.set(key, expected);
    return expected;
  };
}
