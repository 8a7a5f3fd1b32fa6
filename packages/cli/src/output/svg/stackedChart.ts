import { horizontalAxis, legend, niceTicks, type PlotArea, verticalAxis } from './axes.ts';
import { pickEvenly } from './lineChart.ts';
import { CHART_WIDTH, markupText, px, seriesClass, svgFrame } from './svgMarkup.ts';

export interface StackedSeries {
  readonly name: string;
  /** One for each label, from zero. */
  readonly values: readonly number[];
}

export interface StackedChartOptions {
  readonly title: string;
  /** What the columns stand for, from left to right. */
  readonly labels: readonly string[];
  /** From the bottom up. */
  readonly series: readonly StackedSeries[];
  readonly formatY: (value: number) => string;
}

const HEIGHT = 240;
const AREA: PlotArea = { left: 64, top: 36, width: CHART_WIDTH - 84, height: HEIGHT - 64 };
/** A few columns would else be as wide as walls. */
const MAX_COLUMN_WIDTH = 72;

/** Columns that are made of parts, with a legend. */
export function stackedChart({ title, labels, series, formatY }: StackedChartOptions): string {
  const totals = labels.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const ticks = niceTicks(Math.max(0, ...totals));
  const max = ticks.at(-1) ?? 1;
  const slot = AREA.width / Math.max(1, labels.length);
  const width = Math.min(MAX_COLUMN_WIDTH, Math.max(1, slot * 0.86));
  const columns = labels.map((label, at) => {
    let y = AREA.top + AREA.height;
    return series
      .map(({ name, values }, i) => {
        const value = values[at] ?? 0;
        const height = (value / max) * AREA.height;
        y -= height;
        if (!(value > 0)) return '';
        const said = `${label}, ${name}: ${formatY(value)}`;
        return `<rect class="${seriesClass(i)} fill" x="${px(AREA.left + at * slot + (slot - width) / 2)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"><title>${markupText(said)}</title></rect>\n`;
      })
      .join('');
  });
  const shown = pickEvenly(
    labels.map((text, at) => ({ at: (at + 0.5) / Math.max(1, labels.length), text })),
    8,
  );
  const names = series.map(({ name }) => name);
  const content =
    legend(names, { left: AREA.left, top: 16 }) +
    verticalAxis(ticks, AREA, formatY) +
    horizontalAxis(shown, AREA) +
    columns.join('');
  return svgFrame({ title, height: HEIGHT, content });
}
