import { expect, it } from 'vitest';
import { createStats, percentile, progressLine } from './runStats.ts';

it('[PC12] {004.02} the progress line has share, bar, counts, times, speed and outcomes', () => {
  const stats = { ...createStats(1_000), transcribed: 380, empty: 65, errors: 3, invalid: 2, retries: 2 };
  expect(progressLine(stats, 135_000, 3)).toBe(
    'Processing sequences: 45%|████▌     | 450/1000 [02:15<02:45, 3.33seq/s] transcribed=380 empty=65 errors=5 retry=2 workers=3',
  );
  expect(progressLine(createStats(5), 0, 1)).toContain('0%|          | 0/5 [00:00<?, 0.00seq/s]');
  expect(progressLine({ ...createStats(2), transcribed: 2 }, 3_725_000, 1)).toContain(
    '100%|██████████| 2/2 [1:02:05<00:00',
  );
  expect(progressLine(createStats(0), 10, 1)).toContain('100%|██████████| 0/0');
});

it('[PC12] a percentile is a value that came', () => {
  expect([
    percentile([], 0.5),
    percentile([7], 0.95),
    percentile([4, 1, 3, 2], 0.5),
    percentile([1, 2, 3, 4], 1),
  ]).toEqual([null, 7, 2, 4]);
});
