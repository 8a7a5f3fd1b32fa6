import { expect, it } from 'vitest';
import { barEdges, barPitch } from './drawWaveform.ts';

const size = { height: 100, ratio: 1 };

it('full scale reaches the margins, up and down by itself', () => {
  expect(barEdges(-1, 1, size)).toEqual([2, 98]);
  expect(barEdges(0, 1, size)).toEqual([2, 51]);
  expect(barEdges(-1, 0, size)).toEqual([49, 98]);
});

it('what is louder is higher, and the quietest is still seen', () => {
  const heights = [0.0001, 0.01, 0.1, 0.5].map((peak) => {
    const [top, bottom] = barEdges(-peak, peak, size);
    return bottom - top;
  });
  expect(heights[0]).toBe(2);
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
});

it.each([1, 1.25, 1.5, 2, 2.625, 3])('at %d device pixels to one, every edge is on a pixel', (ratio) => {
  expect(barPitch(ratio)).toBeGreaterThanOrEqual(2);
  for (const edge of [barPitch(ratio), ...barEdges(-0.37, 0.61, { height: 113, ratio })]) {
    expect(edge).toBe(Math.round(edge));
  }
});
