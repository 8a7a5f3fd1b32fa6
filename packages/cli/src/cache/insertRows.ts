import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from './sqlText.ts';

type Plain = string | number | boolean | null;

/** Rows of one statement: a statement a row would take longer than reading the files. */
const ROWS_AT_ONCE = 1_000;

/** Puts rows into a table: `insertRows(connection, 'INSERT INTO temp.kept', [['a', 'b']])`. */
export async function insertRows(
  connection: DuckDBConnection,
  insert: string,
  rows: readonly (readonly Plain[])[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const values = rows.slice(at, at + ROWS_AT_ONCE).map((row) => `(${row.map(literal).join(', ')})`);
    await connection.run(`${insert} VALUES ${values.join(', ')}`);
  }
}

const literal = (value: Plain): string =>
  typeof value === 'string' ? sqlText(value) : String(value ?? 'NULL');
