import type { FeatureSpec } from '@parqueue/schema';
import { UnfitCell } from './unfitCell.ts';

const DECIMAL = /^-?\d{1,19}$/;

/**
 * A cell as a JSON value of a line.
 *
 * pyarrow, and so `datasets`, guesses a column's type from its text and casts it to the declared one afterwards
 * (https://github.com/huggingface/datasets/blob/main/src/datasets/packaged_modules/json/json.py). Hence:
 *
 * | feature | written as | because |
 * |---|---|---|
 * | json | its text, in a string | objects of different shapes are filled up with nulls, lists of mixed types do not load |
 * | int64 | a number of all its digits | pyarrow and DuckDB read it exactly |
 * | float64 | a number with a point or an exponent | a whole one beyond 2^53 would be guessed int64 and fail the cast; `-0` would lose its sign |
 * | timestamp | `2026-02-03T01:50:45.123Z` | text with a fraction and a zone is cast, by DuckDB too |
 * | classLabel | its index | it is the value in Parquet too; names may look like numbers or dates |
 *
 * What no writing can save: a string column whose texts all look like `2026-02-03T01:50:45` is guessed a timestamp, and `datasets` shows
 * it as `2026-02-03 01:50:45`. The file keeps the text.
 *
 * @throws {UnfitCell}
 */
export function cellJson(feature: FeatureSpec, cell: unknown): string {
  if (cell === null || cell === undefined) return 'null';
  switch (feature.kind) {
    case 'string':
    case 'json':
      return typeof cell === 'string' ? JSON.stringify(cell) : unfit('text', cell);
    case 'int32':
      return String(whole(cell, 'an int32', (number) => (number | 0) === number));
    case 'classLabel':
      return String(whole(cell, 'a whole number', Number.isSafeInteger));
    case 'timestamp':
      return `"${new Date(whole(cell, 'a whole number of milliseconds', Number.isSafeInteger)).toISOString()}"`;
    case 'int64':
      return typeof cell === 'string' && DECIMAL.test(cell) ? cell : unfit('an int64 as decimal text', cell);
    case 'float64':
      return float64Json(cell);
    case 'bool':
      return typeof cell === 'boolean' ? String(cell) : unfit('a bool', cell);
    case 'list':
      return `[${array(cell, 'a list').map((inner) => cellJson(feature.of, inner))}]`;
    case 'struct':
      return structJson(feature.fields, array(cell, 'a struct'));
    case 'audio':
      return unfit('no audio: JSON lines cannot hold it', cell);
  }
}

function whole(cell: unknown, expected: string, fits: (number: number) => boolean): number {
  return typeof cell === 'number' && fits(cell) ? cell : unfit(expected, cell);
}

function float64Json(cell: unknown): string {
  if (cell === '-0') return '-0.0';
  if (typeof cell !== 'number' || !Number.isFinite(cell)) return unfit('a finite float64', cell);
  const text = String(cell);
  return Number.isInteger(cell) && !text.includes('e') ? `${text}.0` : text;
}

function structJson(fields: Readonly<Record<string, FeatureSpec>>, cells: readonly unknown[]): string {
  const members = Object.entries(fields).map(
    ([name, field], i) => `${JSON.stringify(name)}:${cellJson(field, cells[i])}`,
  );
  return `{${members}}`;
}

function array(cell: unknown, expected: string): readonly unknown[] {
  return Array.isArray(cell) ? cell : unfit(expected, cell);
}

function unfit(expected: string, cell: unknown): never {
  throw new UnfitCell(expected, cell);
}
