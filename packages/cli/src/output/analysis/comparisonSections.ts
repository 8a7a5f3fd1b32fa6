import type { Comparison, Side } from '../../queries/compare/compareSides.ts';
import { windowText } from '../../windows/timeWindow.ts';
import type { AnswerRow, Section } from '../answer.ts';
import { bar } from '../bars.ts';
import { htmlPage } from '../html/htmlPage.ts';
import { histogramChart } from '../svg/histogramChart.ts';
import { factorText, msText, percentText } from './figureFormats.ts';

/** Below so many, chance may explain a difference. */
const FEW = 30;

export interface ComparedSides {
  readonly a: Side;
  readonly b: Side;
  readonly tz: string;
}

export function comparisonSections(comparison: Comparison, { a, b, tz }: ComparedSides): Section[] {
  const { events, syntheses } = comparison;
  const isFew = syntheses.some((n) => n < FEW);
  const sides = [a, b].map(({ said, window }, i) => ({
    side: i === 0 ? 'a' : 'b',
    asked: said,
    window: windowText(window, tz),
    events: events[i] ?? 0,
    syntheses: syntheses[i] ?? 0,
  }));
  return [
    {
      name: 'sides',
      rows: sides,
      ...(isFew && { notes: [`Fewer than ${FEW} syntheses on a side: chance may explain a difference.`] }),
    },
    figureSection(comparison),
    histogramSection(comparison),
  ];
}

/** A value by its unit. */
function valueText(value: unknown, { unit }: AnswerRow): string {
  if (unit === 'ms' || unit === 'n') return msText(value);
  return unit === '%' ? percentText(value) : factorText(value);
}

/** Shares differ by points, not by percent. */
const deltaText = (value: unknown, row: AnswerRow): string =>
  row['unit'] === '%' ? valueText(value, row).replace(' %', ' points') : valueText(value, row);

const signed = (text: string, value: unknown): string => (Number(value) > 0 ? `+${text}` : text);

const figureSection = ({ figures }: Comparison): Section => ({
  name: 'figures',
  rows: figures.map((pair) => ({ ...pair })),
  columns: [
    { key: 'model' },
    { key: 'figure', format: (figure, { unit }) => (unit === 'ms' ? `${figure}, ms` : String(figure)) },
    { key: 'a', format: valueText, align: 'right' },
    { key: 'b', format: valueText, align: 'right' },
    {
      key: 'delta',
      title: 'b – a',
      format: (value, row) => signed(deltaText(value, row), value),
      align: 'right',
    },
    {
      key: 'delta_percent',
      title: 'of a',
      format: (value) => signed(percentText(value), value),
      align: 'right',
    },
    { key: 'unit', isHidden: true },
  ],
});

const WIDTH = 28;

/** Bars show shares of each side, since one may have more rows. */
function histogramSection({ bins, syntheses }: Comparison): Section {
  const share = (n: number, side: 0 | 1): number => (100 * n) / Math.max(1, syntheses[side]);
  const max = Math.max(0, ...bins.flatMap(({ a, b }) => [share(a, 0), share(b, 1)]));
  return {
    name: 'latency_histogram',
    title: 'total latency, how often, ms',
    rows: bins.map((bin) => ({ ...bin, a_percent: share(bin.a, 0), b_percent: share(bin.b, 1) })),
    whenEmpty: 'no synthesis_complete has total_latency_ms',
    columns: [
      { key: 'from_ms', title: 'from', format: msText, align: 'right' },
      { key: 'to_ms', title: 'to', format: msText, align: 'right' },
      { key: 'a' },
      {
        key: 'a_percent',
        title: 'share of a',
        format: (value) => bar(Number(value), max, WIDTH),
        align: 'left',
      },
      { key: 'b' },
      {
        key: 'b_percent',
        title: 'share of b',
        format: (value) => bar(Number(value), max, WIDTH),
        align: 'left',
      },
    ],
  };
}

/** The comparison as one HTML file. */
export function comparisonPage(comparison: Comparison, sides: ComparedSides, dataset: string): string {
  const sections = comparisonSections(comparison, sides);
  const { bins, medians, syntheses } = comparison;
  const shares = (side: 0 | 1): number[] =>
    bins.map((bin) => (100 * (side === 0 ? bin.a : bin.b)) / Math.max(1, syntheses[side]));
  const chart =
    bins.length === 0
      ? ''
      : histogramChart({
          title: 'Total latency of both sides',
          edges: [...bins.map(({ from_ms }) => from_ms), bins.at(-1)?.to_ms ?? 1],
          series: [
            { name: `a: ${sides.a.said}`, counts: shares(0), median: medians[0] ?? undefined },
            { name: `b: ${sides.b.said}`, counts: shares(1), median: medians[1] ?? undefined },
          ],
          formatX: msText,
          formatY: percentText,
        });
  return htmlPage({
    title: `${sides.a.said} against ${sides.b.said}`,
    about: `${dataset} (${sides.tz})`,
    tz: sides.tz,
    parts: sections.map((section) =>
      section.name === 'latency_histogram'
        ? { section: { ...section, columns: (section.columns ?? []).map(withShare) }, chart, isFolded: true }
        : { section },
    ),
  });
}

const withShare = (column: NonNullable<Section['columns']>[number]) =>
  column.key.endsWith('_percent') ? { ...column, format: percentText, align: 'right' as const } : column;
