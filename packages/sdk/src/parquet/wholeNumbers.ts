import { UnfitCell } from './unfitCell.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const TWO_TO_32 = 2 ** 32;
/** Decimal texts up to this length are exact as a double. */
const SAFE_DIGITS = 15;
const DECIMAL = /^-?\d{1,19}$/;

/** Arrow would wrap a number that is out of range, or cut one with a fraction, without a word; here it is an error. */
export function int32Values(cells: readonly unknown[]): Int32Array {
  const values = new Int32Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined) continue;
    if (((cell as number) | 0) !== cell) throw new UnfitCell('an int32', cell);
    values[i] = cell as number;
  }
  return values;
}

/** 64-bit integers from numbers, written as two halves: making a bigint of each is slow. */
export function int64OfNumbers(cells: readonly unknown[]): BigInt64Array {
  const values = new BigInt64Array(cells.length);
  const halves = new Int32Array(values.buffer);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined) continue;
    if (!Number.isSafeInteger(cell)) throw new UnfitCell('a whole number', cell);
    setInt64(halves, i, cell as number);
  }
  return values;
}

/** 64-bit integers from decimal texts. */
export function int64OfTexts(cells: readonly unknown[]): BigInt64Array {
  const values = new BigInt64Array(cells.length);
  const halves = new Int32Array(values.buffer);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined) continue;
    if (typeof cell !== 'string' || !DECIMAL.test(cell))
      throw new UnfitCell('an int64 as decimal text', cell);
    if (cell.length <= SAFE_DIGITS) {
      setInt64(halves, i, Number(cell));
      continue;
    }
    const value = BigInt(cell);
    if (value < INT64_MIN || value > INT64_MAX) throw new UnfitCell('an int64', cell);
    values[i] = value;
  }
  return values;
}

/** Arrow is little-endian, as is every machine that runs a browser. Storing a number takes it modulo 2^32. */
function setInt64(halves: Int32Array, index: number, value: number): void {
  halves[index * 2] = value;
  halves[index * 2 + 1] = Math.floor(value / TWO_TO_32);
}
