import { expect, test } from 'vitest';
import { counted, formatDuration, formatExact, formatRelative, formatShare, formatSize } from './words.ts';

test.for<[number, string]>([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [9_940, '9.9 kB'],
  [9_960, '10 kB'],
  [999_499, '999 kB'],
  [999_600, '1.0 MB'],
  [8_000_000_000, '8.0 GB'],
  [1_234_000_000_000, '1,234 GB'],
])('%d bytes are %s', ([sizeBytes, words]) => {
  expect(formatSize(sizeBytes)).toBe(words);
});

test.for<[number, string]>([
  [0, 'now'],
  [-999, 'now'],
  [-1000, '1 second ago'],
  [-59_999, '59 seconds ago'],
  [-60_000, '1 minute ago'],
  [-7_199_000, '1 hour ago'],
  [-172_800_000, '2 days ago'],
  [90_000, 'in 1 minute'],
])('%d ms from now is %s', ([offsetMs, words]) => {
  expect(formatRelative(1e12 + offsetMs, 1e12)).toBe(words);
});

test.for<[number, string]>([
  [0, '0 %'],
  [0.4, 'under 1 %'],
  [1, '1 %'],
  [99.9, '99 %'],
  [100, '100 %'],
  [120, '120 %'],
])('%d of a hundred is %s', ([part, words]) => {
  expect(formatShare(part, 100)).toBe(words);
});

test('counts, durations and exact times', () => {
  expect([counted(1, 'shard'), counted(0, 'row'), counted(12_345, 'row')]).toEqual([
    '1 shard',
    '0 rows',
    '12,345 rows',
  ]);
  expect([formatDuration(300), formatDuration(30_000)]).toEqual(['300 ms', '30 s']);
  expect(formatExact(Date.UTC(2026, 10, 21, 3, 4, 5))).toBe('2026-11-21 03:04:05 UTC');
});
