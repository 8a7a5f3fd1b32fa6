import { horizontalAxis, legend, niceTicks, type PlotArea, verticalAxis } from './axes.ts';
import { pickEvenly } from './lineChart.ts';
import { CHART_WIDTH, markupText, px, seriesClass, svgFrame, svgLabel } from './svgMarkup.ts';

export interface HistogramSeries {
  readonly name: string;
  /** One for each bin. */
  readonly counts: readonly number[];
  /** Where a line with the word "median" stands. */
  readonly median?: number | undefined;
}

export interface HistogramOptions {
  readonly title: string;
  /** Bounds of the bins: one more than there are bins, evenly spaced, rising. */
  readonly edges: readonly number[];
  /** Two stand side by side in each bin. */
  readonly series: readonly HistogramSeries[];
  readonly formatX: (value: number) => string;
  /** How a count is said; default: as it is. Shares may stand in for counts. */
  readonly formatY?: (count: number) => string;
}

const HEIGHT = 220;

/** How often values fall where, with their median; for several series side by side, with a legend. */
export function histogramChart({
  title,
  edges,
  series,
  formatX,
  formatY = String,
}: HistogramOptions): string {
  const isOne = series.length === 1;
  const top = isOne ? 24 : 40;
  const area: PlotArea = { left: 64, top, width: CHART_WIDTH - 84, height: HEIGHT - top - 28 };
  const [low = 0] = edges;
  const high = edges.at(-1) ?? 1;
  const xOf = (value: number): number => area.left + ((value - low) / (high - low || 1)) * area.width;
  const ticks = niceTicks(Math.max(0, ...series.flatMap(({ counts }) => counts)));
  const max = ticks.at(-1) ?? 1;
  const bars = series.flatMap(({ name, counts }, i) =>
    counts.map((count, bin) => {
      const from = xOf(edges[bin] ?? low);
      const width = (xOf(edges[bin + 1] ?? high) - from - 1) / series.length;
      const height = (count / max) * area.height;
      const said = `${isOne ? '' : `${name}, `}${formatX(edges[bin] ?? low)} – ${formatX(edges[bin + 1] ?? high)}: ${formatY(count)}`;
      return `<rect class="${seriesClass(i)} fill" x="${px(from + i * width)}" y="${px(area.top + area.height - height)}" width="${px(Math.max(0.5, width))}" height="${px(height)}"><title>${markupText(said)}</title></rect>\n`;
    }),
  );
  const medians = series.map(({ name, median }, i) => {
    if (median === undefined) return '';
    const x = xOf(Math.min(high, Math.max(low, median)));
    const text = `${isOne ? '' : `${name} `}median ${formatX(median)}`;
    const isRight = x > area.left + area.width / 2;
    return (
      `<path class="mark" d="M${px(x)} ${px(area.top - 4)}V${px(area.top + area.height)}"/>\n` +
      svgLabel({
        x: x + (isRight ? -5 : 5),
        y: area.top + 8 + i * 15,
        text,
        anchor: isRight ? 'end' : 'start',
      })
    );
  });
  const labels = pickEvenly(edges, 8).map((edge) => ({
    at: (xOf(edge) - area.left) / area.width,
    text: formatX(edge),
  }));
  const names = isOne
    ? ''
    : legend(
        series.map(({ name }) => name),
        { left: area.left, top: 14 },
      );
  const content =
    names +
    verticalAxis(ticks, area, formatY) +
    horizontalAxis(labels, area) +
    bars.join('') +
    medians.join('');
  return svgFrame({ title, height: HEIGHT, content });
}
