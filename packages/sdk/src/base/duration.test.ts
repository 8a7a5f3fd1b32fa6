import { expect, test } from 'vitest';
import { durationMs } from './duration.ts';

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  [250, 250],
  [0, 0],
  ['1 m', undefined],
  ['-1s', undefined],
  ['soon', undefined],
  [-1, undefined],
  [Number.NaN, undefined],
  [null, undefined],
])('%j is %j ms', (duration, expected) => {
  expect(durationMs(duration)).toBe(expected);
});
