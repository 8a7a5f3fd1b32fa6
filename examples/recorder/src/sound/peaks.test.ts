import type { Level } from '@parqueue/sdk';
import { expect, it } from 'vitest';
import { createLoudnessMeter } from './loudness.ts';
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

const rounded = (bars: Float32Array) => Array.from(bars, (bar) => Math.round(bar * 100) / 100);

it('levels of any length fill bars of 50 ms with their highest peak', () => {
  const peaks = peaksOf(level(0.2, 0.025), level(0.4, 0.025), level(0.1, 0.1), level(0.9, 0.02));
  expect(rounded(peaks.latest(10))).toEqual([0.4, 0.1, 0.1, 0.9]);
  expect(peaks.durationS()).toBeCloseTo(0.17);
});

it('a thousand levels of 43 ms are as long as they say', () => {
  const peaks = peaksOf(...Array.from({ length: 1000 }, () => level(0.5, 2048 / 48_000)));
  expect(peaks.latest(10_000).length).toBe(Math.ceil((1000 * 2048) / 48_000 / 0.05));
});

it('the latest bars are the end of the take', () => {
  const peaks = peaksOf(...[0.1, 0.2, 0.3, 0.4].map((peak) => level(peak)));
  expect(rounded(peaks.latest(2))).toEqual([0.3, 0.4]);
});

it('an overview keeps every peak, wider or narrower than the take', () => {
  const peaks = peaksOf(...[0.1, 0.9, 0.2, 0.3].map((peak) => level(peak)));
  expect(rounded(peaks.overview(2))).toEqual([0.9, 0.3]);
  expect(rounded(peaks.overview(8))).toEqual([0.1, 0.1, 0.9, 0.9, 0.2, 0.2, 0.3, 0.3]);
});

it('a new take begins empty', () => {
  const peaks = peaksOf(level(0.5));
  peaks.clear();
  expect(peaks.durationS()).toBe(0);
  expect(rounded(peaks.overview(2))).toEqual([0, 0]);
});

it('silence is told after a while, and forgotten at the first word', () => {
  const meter = createLoudnessMeter();
  const silence = Array.from({ length: 60 }, () => meter.take(level(0.0005)).word);
  expect([silence[10], silence.at(-1)]).toEqual(['good', 'silent']);
  expect(meter.take(level(0.3)).word).toBe('good');
});

it('a cut-off peak is told long enough to be read', () => {
  const meter = createLoudnessMeter();
  expect(meter.take(level(1)).word).toBe('clipped');
  const words = Array.from({ length: 40 }, () => meter.take(level(0.3)).word);
  expect([words[10], words.at(-1)]).toEqual(['clipped', 'good']);
});

it('the meter is even in decibels, from -60 to full scale', () => {
  const meter = createLoudnessMeter();
  const fractions = [0, 0.001, 10 ** -1.5, 1].map(
    (rms) => meter.take({ min: 0, max: 0, rms, durationS: 0.05 }).fraction,
  );
  expect(fractions).toEqual([0, expect.closeTo(0), expect.closeTo(0.5), 1]);
});
