import type { FeatureSpec } from '@parqueue/schema';
import { UnfitCell } from './unfitCell.ts';

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
      return typeof cell === 'string' ? cell : unfit('text', cell);
    case 'int32':
      return ((cell as number) | 0) === cell ? cell : unfit('an int32', cell);
    case 'int64':
      return int64(cell);
    case 'classLabel':
      return Number.isSafeInteger(cell) ? BigInt(cell as number) : unfit('a whole number', cell);
    case 'timestamp':
      return Number.isSafeInteger(cell) ? cell : unfit('a whole number of milliseconds', cell);
    case 'float64':
      return typeof cell === 'number' || SPECIAL_DOUBLES.has(cell) ? Number(cell) : unfit('a float64', cell);
    case 'bool':
      return typeof cell === 'boolean' ? cell : unfit('a bool', cell);
    case 'list':
      return array(cell, 'a list').map((inner) => lightCell(feature.of, inner));
    case 'struct':
      return struct(feature.fields, array(cell, 'a struct'));
    case 'audio':
      return cell;
  }
}

/** `"NaN"`, `"Infinity"`, `"-Infinity"` and `"-0"` stand for the doubles that JSON has no numbers for. */
const SPECIAL_DOUBLES: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);
const DECIMAL = /^-?\d{1,19}$/;

function int64(cell: unknown): bigint {
  if (typeof cell !== 'string' || !DECIMAL.test(cell)) return unfit('an int64 as decimal text', cell);
  const value = BigInt(cell);
  return BigInt.asIntN(64, value) === value ? value : unfit('an int64', cell);
}

function struct(fields: Readonly<Record<string, FeatureSpec>>, cells: readonly unknown[]): unknown {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field], i) => [name, lightCell(field, cells[i])]),
  );
}

function array(cell: unknown, expected: string): readonly unknown[] {
  return Array.isArray(cell) ? cell : unfit(expected, cell);
}

function unfit(expected: string, cell: unknown): never {
  throw new UnfitCell(expected, cell);
}
