import { expect, test } from 'vitest';
import { unsnappy } from './unsnappy.ts';

const of = (...bytes: number[]) => Uint8Array.from(bytes);

test('literals and copies, those that read what they write among them, give what was packed', () => {
  // The size, a literal of two bytes, and a copy of six from two back.
  expect(unsnappy(of(8, 1 << 2, 97, 98, (2 << 2) | 1, 2), 8)).toEqual(of(97, 98, 97, 98, 97, 98, 97, 98));
  // A literal whose size stands in a byte of its own.
  const long = Uint8Array.from({ length: 100 }, (_, i) => i);
  expect(unsnappy(of(100, 60 << 2, 99, ...long), 100)).toEqual(long);
});

test.each<[string, Uint8Array]>([
  ['with fewer bytes than are said', of(3, 1 << 2, 97, 98)],
  ['with more', of(1, 1 << 2, 97, 98)],
  ['whose literal leaves the packed bytes', of(8, 7 << 2, 97)],
  // Taken for one of a negative length, it would go back for ever.
  ['whose literal has 4 GiB', of(8, 63 << 2, 255, 255, 255, 255, 97, 98)],
  ['that copies from before the begin', of(8, 0, 97, (3 << 2) | 1, 2)],
  ['that copies from nowhere', of(8, 0, 97, (3 << 2) | 1, 0)],
  ['whose copy is cut', of(8, 0, 97, 2)],
  ['that is nothing', of()],
])('[RL11] what is no Snappy, %s, is not unpacked', (_, packed) => {
  expect(unsnappy(packed, packed[0] ?? 1)).toBeUndefined();
});
