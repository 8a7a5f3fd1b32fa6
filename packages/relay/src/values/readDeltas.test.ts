import { expect, test } from 'vitest';
import { readDeltas } from './readDeltas.ts';

const place = { where: 'here' };

/** Blocks of 128 in four. */
const head = (count: number, first: number) => [0x80, 0x01, 4, count, first];

function read(bytes: readonly number[], count: number): readonly number[] {
  const values: number[] = [];
  readDeltas(Uint8Array.from(bytes), 0, count, place, (value) => values.push(value));
  return values;
}

test('differences give the values, whatever their sign', () => {
  // 7, then four times the least difference and nothing more: -2, in no bits.
  expect(read([...head(5, 14), 3, 0, 0, 0, 0], 5)).toEqual([7, 5, 3, 1, -1]);
  // The example of the format's own page: 7 5 3 1 2 3 4 5, of which the least difference is -2, and two bits say how much more.
  expect(read([...head(8, 14), 3, 2, 0, 0, 0, 0b11000000, 0b00111111, 0, 0, 0, 0, 0, 0], 8)).toEqual([
    7, 5, 3, 1, 2, 3, 4, 5,
  ]);
  expect(read(head(1, 9), 1)).toEqual([-5]);
});

test.each<[string, readonly number[], number]>([
  ['another number of values', head(2, 0), 1],
  ['blocks of none', [0, 4, 1, 0], 1],
  ['blocks of no parts', [0x80, 0x01, 0, 1, 0], 1],
  ['blocks that are too large', [0x80, 0x80, 0x80, 0x08, 4, 1, 0], 1],
  ['parts that are no thirty-twos', [0x80, 0x01, 8, 1, 0], 1],
  ['values that are cut', [...head(5, 0), 0, 8, 0, 0, 0, 1], 5],
  ['values of 65 bits', [...head(5, 0), 0, 65, 0, 0, 0, ...new Array<number>(300).fill(0)], 5],
  ['widths that are cut', [...head(5, 0), 0, 0], 5],
  ['a number that no double holds', [...head(1, 0).slice(0, 4), ...new Array<number>(9).fill(0xff), 1], 1],
])('[RL11] %s are refused', (_, bytes, count) => {
  expect(() => read(bytes, count)).toThrow(/^here/);
});
