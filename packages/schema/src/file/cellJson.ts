import type { FeatureSpec } from '../table/feature.ts';
import { checkedCell, unfit } from './checkedCell.ts';

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
      return JSON.stringify(checkedCell.text(cell));
    case 'int32':
      return String(checkedCell.int32(cell));
    case 'classLabel':
      return String(checkedCell.whole(cell));
    case 'timestamp':
      return timestampJson(checkedCell.whole(cell));
    case 'int64':
      return checkedCell.decimal(cell);
    case 'float64':
      return float64Json(cell);
    case 'bool':
      return String(checkedCell.bool(cell));
    case 'list':
      return `[${checkedCell.list(cell).map((inner) => cellJson(feature.of, inner))}]`;
    case 'struct':
      return rowJson(feature.fields, checkedCell.struct(cell));
    case 'audio':
      return unfit('no audio: JSON lines cannot hold it', cell);
  }
}

/** Other years have a sign and more digits, which no reader takes. */
function timestampJson(at: number): string {
  const year = new Date(at).getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return unfit('a time in the years 0000 to 9999', at);
  return `"${new Date(at).toISOString()}"`;
}

function float64Json(cell: unknown): string {
  if (cell === '-0') return '-0.0';
  if (typeof cell !== 'number' || !Number.isFinite(cell)) return unfit('a finite float64', cell);
  const text = String(cell);
  return Number.isInteger(cell) && !text.includes('e') ? `${text}.0` : text;
}

/**
 * The cells of a struct, or of a whole row, as a JSON object with every field, in order.
 *
 * @throws {UnfitCell}
 */
export function rowJson(fields: Readonly<Record<string, FeatureSpec>>, cells: readonly unknown[]): string {
  const members = Object.entries(fields).map(
    ([name, field], i) => `${JSON.stringify(name)}:${cellJson(field, cells[i])}`,
  );
  return `{${members}}`;
}
