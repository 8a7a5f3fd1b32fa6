import { expect, test } from 'vitest';
import { percentile } from './percentile.ts';

const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

test('a percentile is the value that this share does not exceed, whatever the order', () => {
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100]);
});

test('a percentile is one of the values, also of few', () => {
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([1, 1000], 0.5)).toBe(1);
  expect(percentile([1, 1000], 0.51)).toBe(1000);
  expect(percentile([], 0.5)).toBeNaN();
});
