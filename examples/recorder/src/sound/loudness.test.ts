import type { Level } from '@parqueue/sdk';
import { expect, it } from 'vitest';
import { createLoudnessMeter } from './loudness.ts';

const level = (peak: number): Level => ({ min: -peak, max: peak / 2, rms: peak / 3, durationS: 0.05 });

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
