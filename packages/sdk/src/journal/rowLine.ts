import { encodeRow, RowError, type TableDefinition } from '@parqueue/schema';

/** A row's text may not be larger, in characters of JSON: an eighth of a shard. */
const ROW_MAX_CHARACTERS = 2.5 * 1024 * 1024;

/**
 * A row as the journal keeps it.
 *
 * @throws {RowError} when it does not fit its table.
 */
export function rowLine(table: TableDefinition, row: unknown): string {
  if (typeof (row as { then?: unknown } | null)?.then === 'function')
    throw new RowError(table.name, '', 'expected a row, got a promise; await it first');
  const line = JSON.stringify(encodeRow(table, row));
  if (line.length <= ROW_MAX_CHARACTERS) return line;
  const said = `expected at most ${ROW_MAX_CHARACTERS} characters of JSON, got ${line.length}`;
  throw new RowError(table.name, '', said);
}
