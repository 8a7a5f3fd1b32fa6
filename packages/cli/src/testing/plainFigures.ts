import { currentRows, type DemoData, type DemoRow } from '../demo/demoData.ts';

/** Rows of a table as they are now. */
export function rowsOfDemo(data: DemoData, name: string): DemoRow[] {
  const found = data.tables.find(({ table }) => table.name === name);
  if (found === undefined) throw new Error(name);
  return currentRows(found);
}

/** Epoch milliseconds of a row. */
export const timeOfRow = (row: DemoRow): number => (row['timestamp'] as Date).getTime();

/** The numbers of a column that are there. */
export const numbersOf = (rows: readonly DemoRow[], column: string): number[] =>
  rows.map((row) => row[column]).filter((value): value is number => typeof value === 'number');

/** Between the two values that are nearest, in proportion; null of none. */
export function plainQuantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? 0;
  return low + (high - low) * (at - Math.floor(at));
}

export const plainMean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
