import { expect, test } from 'vitest';
import { readHybrid } from './readHybrid.ts';

const place = { where: 'here' };

function read(bytes: readonly number[], count: number, widthBits: number, max: number): readonly number[] {
  const into = new Uint32Array(count);
  readHybrid({ bytes: Uint8Array.from(bytes), start: 0, end: bytes.length, widthBits, max }, into, place);
  return [...into];
}

test('runs are read, those of eights with what fills them up left out', () => {
  expect(read([3 << 1, 5], 3, 3, 7)).toEqual([5, 5, 5]);
  // The example of the format's own page: 0 to 7 in three bits each.
  expect(read([3, 0b10001000, 0b11000110, 0b11111010], 8, 3, 7)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(read([3, 0b10001000, 0b11000110, 0b11111010], 3, 3, 7)).toEqual([0, 1, 2]);
  expect(read([2 << 1, 1, 0, 1 << 1, 2, 0], 3, 9, 300)).toEqual([1, 1, 2]);
  expect(read([5 << 1], 5, 0, 0)).toEqual([0, 0, 0, 0, 0]);
});

test.each<[string, readonly number[], number, number, number]>([
  ['an index that the dictionary has not', [1 << 1, 3], 1, 2, 2],
  ['an index among eights that it has not', [3, 0xff], 8, 1, 0],
  ['a run of more than there are', [4 << 1, 0], 3, 1, 1],
  ['runs of fewer', [2 << 1, 0], 3, 1, 1],
  ['a run of none', [0, 0, 3 << 1, 0], 3, 1, 1],
  ['eights that are cut', [5, 0xff], 16, 1, 1],
  ['a size that does not end', [0x80, 0x80], 1, 1, 1],
  ['values of 32 bits', [1 << 1, 0, 0, 0, 0], 1, 32, 1],
])('[RL11] %s are refused', (_, bytes, count, widthBits, max) => {
  expect(() => read(bytes, count, widthBits, max)).toThrow(/^here: /);
});
