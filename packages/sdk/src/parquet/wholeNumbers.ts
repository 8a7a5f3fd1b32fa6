import { checkedCell, int64Of } from '@parqueue/schema/file';

const TWO_TO_32 = 2 ** 32;
/** Decimal texts up to this length are exact as a double. */
const SAFE_DIGITS = 15;

/** Arrow would wrap a number that is out of range, or cut one with a fraction, without a word; here it is an error. */
export function int32Values(cells: readonly unknown[]): Int32Array {
  const values = new Int32Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined) continue;
    values[i] = checkedCell.int32(cell);
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
    setInt64(halves, i, checkedCell.whole(cell));
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
    const digits = checkedCell.decimal(cell);
    if (digits.length <= SAFE_DIGITS) setInt64(halves, i, Number(digits));
    else values[i] = int64Of(digits);
  }
  return values;
}

/** Arrow is little-endian, as is every machine that runs a browser. Storing a number takes it modulo 2^32. */
function setInt64(halves: Int32Array, index: number, value: number): void {
  halves[index * 2] = value;
  halves[index * 2 + 1] = Math.floor(value / TWO_TO_32);
}
