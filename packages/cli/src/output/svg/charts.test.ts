import { describe, expect, it } from 'vitest';
import { niceTicks } from './axes.ts';
import { barChart } from './barChart.ts';
import { histogramChart } from './histogramChart.ts';
import { lineChart, pickEvenly } from './lineChart.ts';
import { stackedChart } from './stackedChart.ts';

const EVIL = `<script>alert("x")</script>&'\u001b[31m`;
const all = (name: string): string[] => [
  barChart({ title: name, bars: [{ label: name, value: 3 }], formatValue: String }),
  lineChart({
    title: name,
    xs: [1, 2],
    series: [{ name, ys: [1, null] }],
    formatX: () => name,
    formatY: String,
    limit: { y: 2, label: name },
  }),
  histogramChart({
    title: name,
    edges: [0, 1, 2],
    series: [{ name, counts: [1, 2], median: 1 }],
    formatX: () => name,
  }),
  stackedChart({ title: name, labels: [name], series: [{ name, values: [1] }], formatY: String }),
];
const empty = [
  barChart({ title: 't', bars: [], formatValue: String }),
  lineChart({ title: 't', xs: [], series: [{ name: 'a', ys: [] }], formatX: String, formatY: String }),
  histogramChart({ title: 't', edges: [0, 0], series: [{ name: 'a', counts: [0] }], formatX: String }),
  stackedChart({ title: 't', labels: [], series: [], formatY: String }),
];
const numbersOf = (svg: string, attribute: string): number[] =>
  [...svg.matchAll(new RegExp(`<rect[^>]* ${attribute}="([^"]+)"`, 'g'))].map(([, value]) => Number(value));

describe('charts', () => {
  it('[AZ1] nothing of a row is taken for markup, and there is no script', () => {
    for (const svg of all(EVIL)) {
      expect(svg).not.toContain('<script');
      expect(svg).not.toContain('\u001b');
      expect(svg).toContain('&lt;script&gt;');
      expect(svg.match(/<svg/g)).toHaveLength(1);
    }
  });

  it('[AZ1] nothing to draw, or one value, makes no broken number', () => {
    for (const svg of [...empty, ...all('a')]) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('[AZ1] bars are as long as their values, from zero, and say them', () => {
    const svg = barChart({
      title: 't',
      bars: [
        { label: 'a', value: 10 },
        { label: 'b', value: 5 },
        { label: 'c', value: 0 },
      ],
      formatValue: (value) => `${value} ms`,
    });
    const [a = 0, b = 0, c] = numbersOf(svg, 'width');
    expect([a / b, c]).toEqual([2, 0]);
    expect(svg).toContain('<title>b: 5 ms</title>');
  });

  it('[AZ1] a gap in a line is a gap, and a limit is a line across', () => {
    const svg = lineChart({
      title: 't',
      xs: [0, 1, 2, 3],
      series: [{ name: 'a', ys: [1, 2, null, 3] }],
      formatX: String,
      formatY: String,
      limit: { y: 2.5, label: 'limit' },
    });
    const path = /class="s0 line" d="([^"]+)"/.exec(svg)?.[1] ?? '';
    expect(path.replace(/[\d. ]+/g, '')).toBe('MLM');
    expect(svg).toContain('>limit<');
  });

  it('[AZ1] parts of a stack stand on each other', () => {
    const svg = stackedChart({
      title: 't',
      labels: ['x'],
      series: [
        { name: 'a', values: [30] },
        { name: 'b', values: [10] },
      ],
      formatY: String,
    });
    const [ya = 0, yb = 0] = numbersOf(svg, 'y').slice(-2);
    const heights = numbersOf(svg, 'height').slice(-2);
    expect((heights[0] ?? 0) / (heights[1] ?? 1)).toBeCloseTo(3, 1);
    expect(ya - yb).toBeCloseTo(heights[1] ?? 0, 1);
  });

  it('[AZ1] two histograms stand side by side, and each median is marked', () => {
    const svg = histogramChart({
      title: 't',
      edges: [0, 10, 20],
      series: [
        { name: 'a', counts: [4, 2], median: 5 },
        { name: 'b', counts: [1, 3], median: 12 },
      ],
      formatX: String,
    });
    expect(svg).toContain('a median 5');
    expect(svg).toContain('b median 12');
    expect(svg).toContain('<title>b, 10 – 20: 3</title>');
    expect(svg.match(/class="mark"/g)).toHaveLength(2);
  });

  it('[AZ1] axes begin at zero and end at or above the greatest value, in round steps', () => {
    expect(niceTicks(7)).toEqual([0, 2, 4, 6, 8]);
    expect(niceTicks(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(niceTicks(1234)).toEqual([0, 500, 1000, 1500]);
    expect(niceTicks(0)).toEqual([0, 1]);
    expect(pickEvenly([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8]);
  });
});
