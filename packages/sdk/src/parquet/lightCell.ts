import type { FeatureSpec } from '@parqueue/schema';
import { checkedCell, unfit } from './checkedCell.ts';

/**
 * A cell as hyparquet-writer takes it. What it would take and bend, such as a number in a text column, is refused here.
 *
 * | feature | given as | because |
 * |---|---|---|
 * | timestamp | a number | it makes the bigints itself, once for each value that is written |
 * | int64, classLabel | a bigint | it takes nothing else for 64 bits |
 * | struct | an object | it asks for fields by name |
 * | audio | the file | its members are the fields |
 *
 * @throws {UnfitCell}
 */
export function lightCell(feature: FeatureSpec, cell: unknown): unknown {
  if (cell === null || cell === undefined) return null;
  switch (feature.kind) {
    case 'string':
    case 'json':
      return checkedCell.text(cell);
    case 'int32':
      return checkedCell.int32(cell);
    case 'int64':
      return int64(cell);
    case 'classLabel':
      return BigInt(checkedCell.whole(cell));
    case 'timestamp':
      return checkedCell.whole(cell);
    case 'float64':
      return typeof cell === 'number' || SPECIAL_DOUBLES.has(cell) ? Number(cell) : unfit('a float64', cell);
    case 'bool':
      return checkedCell.bool(cell);
    case 'list':
      return checkedCell.list(cell).map((inner) => lightCell(feature.of, inner));
    case 'struct':
      return struct(feature.fields, checkedCell.struct(cell));
    case 'audio':
      return cell;
  }
}

/** `"NaN"`, `"Infinity"`, `"-Infinity"` and `"-0"` stand for the doubles that JSON has no numbers for. */
const SPECIAL_DOUBLES: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

function int64(cell: unknown): bigint {
  const value = BigInt(checkedCell.decimal(cell));
  return BigInt.asIntN(64, value) === value ? value : unfit('an int64', cell);
}

function struct(fields: Readonly<Record<string, FeatureSpec>>, cells: readonly unknown[]): unknown {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field], i) => [name, lightCell(field, cells[i])]),
  );
}
