import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName, sqlText } from '../cache/sqlText.ts';
import { CommandError } from '../commandError.ts';

export interface RowComparison {
  /** What stands behind FROM: the rows that must be there. */
  readonly before: string;
  /** The new file. */
  readonly after: string;
  readonly names: readonly string[];
  /** Named where they differ. */
  readonly what: string;
}

/**
 * Reads a new file and compares it with what it was made of: how many rows, and the sum of their hashes over every column.
 *
 * @returns how many rows there are.
 * @throws {CommandError} where they differ.
 */
export async function compareRows(
  connection: DuckDBConnection,
  { before, after, names, what }: RowComparison,
): Promise<number> {
  const columns = names.map(sqlName).join(', ');
  const sumOf = async (relation: string): Promise<{ n: bigint; sum: string }> => {
    const reader = await connection.runAndReadAll(
      `SELECT count(*) AS n, coalesce(sum(hash(${columns})::HUGEINT), 0)::VARCHAR AS sum FROM ${relation}`,
    );
    return reader.getRowObjectsJS()[0] as { n: bigint; sum: string };
  };
  const wanted = await sumOf(before);
  const found = await sumOf(`read_parquet(${sqlText(after)})`);
  if (wanted.n !== found.n || wanted.sum !== found.sum)
    throw new CommandError(
      `${what}: has ${found.n} rows where ${wanted.n} were to be, or other ones; nothing was changed`,
    );
  return Number(found.n);
}
