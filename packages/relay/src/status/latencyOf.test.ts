import { expect, test } from 'vitest';
import { latencyOf } from './latencyOf.ts';

const puts = [
  { boundMs: Number.POSITIVE_INFINITY, count: 1000 },
  { boundMs: 10, count: 500 },
  { boundMs: 30, count: 949 },
  { boundMs: 100, count: 950 },
  { boundMs: 300, count: 989 },
];

test.for<[number, number]>([
  [0.001, 10],
  [0.5, 10],
  [0.95, 100],
  [0.989, 300],
  [0.99, Number.POSITIVE_INFINITY],
  [1, Number.POSITIVE_INFINITY],
])('a share of %d stayed within %d ms', ([share, boundMs]) => {
  expect(latencyOf(puts, share)).toBe(boundMs);
});

test('of no shards nothing is said', () => {
  expect(latencyOf([], 0.5)).toBeUndefined();
  expect(latencyOf([{ boundMs: 10, count: 0 }], 0.5)).toBeUndefined();
});
