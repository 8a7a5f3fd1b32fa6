import { expect, it } from 'vitest';
import { fitOutline, joinOutlines, type Outline, outlineOf } from './outline.ts';

const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 100) / 100);
const plain = ({ low, high }: Outline) => ({ low: rounded(low), high: rounded(high) });
const of = (...samples: readonly number[]) => outlineOf(Float32Array.from(samples), 2);

it('each stretch has its lowest and its highest sample, the last one shorter', () => {
  expect(plain(of(0.1, -0.5, 0.9, 0.2, -0.3))).toEqual({ low: [-0.5, 0.2, -0.3], high: [0.1, 0.9, -0.3] });
});

it('only a stretch of nothing but zeros is empty', () => {
  expect(plain(of(0, 0, 0, 0.2, -0.1, 0))).toEqual({ low: [0, 0, -0.1], high: [0, 0.2, 0] });
});

it.each([1, 3, 7, 100, 999, 1000, 1001, 4000])('no peak is lost in %i bars', (barCount) => {
  const samples = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i * 12.9898) / 2);
  samples[1234] = 0.99;
  samples[77] = -0.98;
  const bars = fitOutline(outlineOf(samples, 2), barCount);
  expect(bars.low).toHaveLength(barCount);
  expect(Math.max(...bars.high)).toBeCloseTo(0.99);
  expect(Math.min(...bars.low)).toBeCloseTo(-0.98);
  expect(Math.abs(bars.high.findIndex((high) => high > 0.9) / barCount - 1234 / 2000)).toBeLessThan(
    1 / barCount + 0.002,
  );
});

it('nothing fits as nothing', () => {
  expect(plain(fitOutline(outlineOf(new Float32Array()), 2))).toEqual({ low: [0, 0], high: [0, 0] });
});

it('clips of one take are one outline', () => {
  expect(plain(joinOutlines([of(0.1, 0.2), of(-0.3, 0.4)]))).toEqual({ low: [0.1, -0.3], high: [0.2, 0.4] });
});
