import { expect, test } from 'vitest';
import { parseRetryAfter, retryDelayMs } from './retryPolicy.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const QUARTER_HOUR_MS = 15 * 60_000;

test('[SD5] pauses grow to fifteen minutes, are spread over their whole span, and never end', () => {
  expect([0, 1, 2, 3].map((attempt) => retryDelayMs(attempt, 0.999))).toEqual([999, 1998, 3996, 7992]);
  expect(retryDelayMs(5, 0)).toBe(0);
  expect(retryDelayMs(60, 0.5)).toBe(QUARTER_HOUR_MS / 2);
  expect(retryDelayMs(1_000_000, 0.999999)).toBeLessThanOrEqual(QUARTER_HOUR_MS);
});

test('[SD5] a pause is never shorter than the relay asked for, and never longer than fifteen minutes', () => {
  expect(retryDelayMs(0, 0, 30_000)).toBe(30_000);
  expect(retryDelayMs(0, 0, Number.MAX_SAFE_INTEGER)).toBe(QUARTER_HOUR_MS);
});

test.each([
  ['120', 120_000],
  [' 7 ', 7_000],
  ['0', 0],
  ['99999999999', QUARTER_HOUR_MS],
  ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
  ['Fri, 20 Nov 2099 12:00:00 GMT', QUARTER_HOUR_MS],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After %j is %j ms', (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected);
});
