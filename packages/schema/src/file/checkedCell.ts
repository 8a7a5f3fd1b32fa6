import { UnfitCell } from './unfitCell.ts';

/** What the digits of an int64 look like. */
const DECIMAL = /^-?\d{1,19}$/;

/** They stand for the doubles that JSON has no numbers for. */
const SPECIAL_DOUBLES: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

/**
 * Cells as what their columns hold.
 *
 * @throws {UnfitCell}
 */
export const checkedCell = {
  text: (cell: unknown): string => (typeof cell === 'string' ? cell : unfit('text', cell)),
  bool: (cell: unknown): boolean => (typeof cell === 'boolean' ? cell : unfit('a bool', cell)),
  int32: (cell: unknown): number =>
    typeof cell === 'number' && (cell | 0) === cell ? cell : unfit('an int32', cell),
  whole: (cell: unknown): number =>
    Number.isSafeInteger(cell) ? (cell as number) : unfit('a whole number', cell),
  float64: (cell: unknown): number =>
    typeof cell === 'number' || SPECIAL_DOUBLES.has(cell) ? Number(cell) : unfit('a float64', cell),
  /** The digits of an int64, which may still be out of its range. */
  decimal: (cell: unknown): string =>
    typeof cell === 'string' && DECIMAL.test(cell) ? cell : unfit('an int64 as decimal text', cell),
  list: (cell: unknown): readonly unknown[] => (Array.isArray(cell) ? cell : unfit('a list', cell)),
  struct: (cell: unknown): readonly unknown[] => (Array.isArray(cell) ? cell : unfit('a struct', cell)),
};

/**
 * An int64 from its digits.
 *
 * @throws {UnfitCell}
 */
export function int64Of(digits: string): bigint {
  const value = BigInt(digits);
  return BigInt.asIntN(64, value) === value ? value : unfit('an int64', digits);
}

/** @throws {UnfitCell} */
export function unfit(expected: string, cell: unknown): never {
  throw new UnfitCell(expected, cell);
}
