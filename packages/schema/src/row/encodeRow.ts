import type { FeatureSpec } from '../table/feature.ts';
import type { TableDefinition } from '../table/table.ts';
import type { Cell } from './cell.ts';
import { encodeCell, memberOf } from './encodeCell.ts';
import { RowError, shown } from './rowError.ts';

/**
 * Validates a row and gives its cells, in the order of the table's features; what the row leaves out is null. The row itself is neither
 * kept nor changed.
 *
 * @param row what is to be logged: an object with columns of the table; anything else is refused.
 * @throws {RowError} naming table, column, the expected type and what came.
 * @example
 * ```ts
 * import { recitationError } from '@parqueue/sdk/presets';
 * import { encodeRow } from '@parqueue/sdk/schema';
 *
 * const cells = encodeRow(recitationError, { verse_ref: '1:1', error_message: 'Audio loading failed' });
 * // [null, null, '1:1', 'Audio loading failed']
 * ```
 */
export function encodeRow(table: TableDefinition, row: unknown): Cell[] {
  const given = checkedObject(table, row);
  const cells: Cell[] = [];
  for (const column of Object.keys(table.features))
    cells.push(encodeColumn(table, column, memberOf(given, column)));
  return cells;
}

/**
 * Validates a change of some columns and gives their cells, each with the index of its column. What the logger fills in is left alone, and
 * so is what is `undefined`.
 *
 * @throws {RowError} naming table, column, the expected type and what came.
 * @example
 * ```ts
 * import { alignment } from '@parqueue/sdk/presets';
 * import { encodeChange } from '@parqueue/sdk/schema';
 *
 * const change = encodeChange(alignment, { surah: 2 }); // [[6, 2]]
 * ```
 */
export function encodeChange(table: TableDefinition, change: unknown): [column: number, cell: Cell][] {
  const given = checkedObject(table, change);
  const columns = Object.keys(table.features);
  return Object.keys(given)
    .filter((column) => given[column] !== undefined && !isFilledIn(table, column))
    .map((column) => [columns.indexOf(column), encodeColumn(table, column, given[column])]);
}

/**
 * The cell of one column.
 *
 * @param column the name of a column of the table.
 * @throws {RowError} when the value does not fit, or when a column that is appended to would get JSON that is no array.
 * @example
 * ```ts
 * import { alignment } from '@parqueue/sdk/presets';
 * import { encodeColumn } from '@parqueue/sdk/schema';
 *
 * const cell = encodeColumn(alignment, 'device', 'GPU'); // 'GPU'
 * ```
 */
export function encodeColumn(table: TableDefinition, column: string, value: unknown): Cell {
  const feature = table.features[column] as FeatureSpec;
  const cell = encodeCell(feature, value, { table: table.name, column, format: table.format });
  if (table.merge[column] === 'append' && feature.kind === 'json' && cell !== null) {
    if (!(cell as string).startsWith('[')) {
      throw new RowError(table.name, column, `expected a JSON array to append, got ${shown(value)}`);
    }
  }
  return cell;
}

const isFilledIn = (table: TableDefinition, column: string): boolean =>
  column === 'user_id' || (table.revisions && (column === 'row_id' || column === 'revision'));

function checkedObject(table: TableDefinition, row: unknown): Record<string, unknown> {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new RowError(table.name, '', `expected a row, got ${shown(row)}`);
  }
  for (const column in row) {
    if (!Object.hasOwn(table.features, column)) throw unknownColumn(table, column);
    const value = (row as Record<string, unknown>)[column];
    if (value === undefined || value === null) continue;
    if (isFilledIn(table, column)) {
      throw new RowError(table.name, column, 'is filled in by the logger; leave it out');
    }
  }
  return row as Record<string, unknown>;
}

const unknownColumn = (table: TableDefinition, column: string): RowError =>
  new RowError(table.name, column, `no such column; the table has ${Object.keys(table.features).join(', ')}`);
