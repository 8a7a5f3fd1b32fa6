import type { FeatureSpec } from '../table/feature.ts';

/**
 * A value of a row in the form in which it is kept until it becomes a column: plain JSON, so that a row is one line of text.
 *
 * | feature | cell |
 * |---|---|
 * | string, json | text (for json: the JSON text) |
 * | int32, timestamp, classLabel | number (epoch milliseconds; index of the name) |
 * | int64 | decimal text |
 * | float64 | number, or `"NaN"`, `"Infinity"`, `"-Infinity"`, `"-0"`, which JSON has no numbers for |
 * | bool | boolean |
 * | list | array of cells |
 * | struct | array of cells, in the order of its fields |
 * | audio | `[recordingId, clipIndex]` |
 */
export type Cell = null | string | number | boolean | readonly Cell[];

/** The cells of a row, in the order of the table's features. */
export type Cells = readonly Cell[];

/** The double that a float64 cell stands for. */
const float64Of = (cell: string | number): number => Number(cell);

/**
 * The value that a cell stands for, as a reader of the dataset would see it: int64 as `bigint`, timestamp as epoch milliseconds, a class
 * label as its index, JSON as its text, and null for what is not there.
 *
 * @example
 * ```ts
 * import { int64, valueOfCell } from '@parqueue/sdk/schema';
 *
 * const size = valueOfCell(int64(), '9007199254740993'); // 9007199254740993n
 * ```
 */
export function valueOfCell(feature: FeatureSpec, cell: Cell | undefined): unknown {
  if (cell === null || cell === undefined) return null;
  switch (feature.kind) {
    case 'int64':
      return BigInt(cell as string);
    case 'float64':
      return float64Of(cell as string | number);
    case 'list':
      return (cell as readonly Cell[]).map((inner) => valueOfCell(feature.of, inner));
    case 'struct': {
      const names = Object.entries(feature.fields);
      return Object.fromEntries(
        names.map(([name, inner], i) => [name, valueOfCell(inner, (cell as readonly Cell[])[i])]),
      );
    }
    default:
      return cell;
  }
}
