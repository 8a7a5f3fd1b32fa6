import type { Level } from '@parqueue/sdk';
import { expect, it } from 'vitest';
import { createPeaks } from './peaks.ts';

const level = (peak: number, durationS = 0.05): Level => ({
  min: -peak,
  max: peak / 2,
  rms: peak / 3,
  durationS,
});

function peaksOf(...levels: readonly Level[]) {
  const peaks = createPeaks();
  for (const one of levels) peaks.add(one);
  return peaks;
}

const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 100) / 100);

it('each level is a column of its own, as low and as high as it was', () => {
  const peaks = peaksOf(level(0.2), level(0.8));
  const { low, high } = peaks.whole();
  expect([rounded(low), rounded(high)]).toEqual([
    [-0.2, -0.8],
    [0.1, 0.4],
  ]);
  expect(peaks.durationS()).toBeCloseTo(0.1);
});

it('the latest columns are the end of the take, however long', () => {
  const peaks = peaksOf(...Array.from({ length: 5000 }, (_, i) => level(i / 5000)));
  expect(rounded(peaks.latest(2).outline.low)).toEqual([-1, -1]);
  expect(peaks.whole().low).toHaveLength(5000);
});

it('a pause stands before the first column after it, and scrolls away with it', () => {
  const peaks = peaksOf(level(0.1), level(0.1));
  peaks.pause();
  peaks.pause();
  peaks.add(level(0.1));
  expect([peaks.latest(10).pauses, peaks.latest(1).pauses]).toEqual([[2], [0]]);
  for (let i = 0; i < 9; i++) peaks.add(level(0.1));
  expect(peaks.latest(5).pauses).toEqual([]);
  expect(peaks.pausesS()).toEqual([expect.closeTo(0.1)]);
});

it('a pause before the first sound or after the last is none', () => {
  const peaks = createPeaks();
  peaks.pause();
  peaks.add(level(0.1));
  peaks.pause();
  expect(peaks.pausesS()).toEqual([]);
});

it('a new take begins empty', () => {
  const peaks = peaksOf(level(0.5));
  peaks.clear();
  expect([peaks.durationS(), peaks.whole().low.length, peaks.pausesS()]).toEqual([0, 0, []]);
});
