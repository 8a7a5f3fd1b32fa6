import { type AxisLabel, horizontalAxis, niceTicks, type PlotArea, verticalAxis } from './axes.ts';
import { CHART_WIDTH, fitted, markupText, px, seriesClass, svgFrame, svgLabel } from './svgMarkup.ts';

export interface LineSeries {
  readonly name: string;
  /** One for each place of `xs`; null is a gap. */
  readonly ys: readonly (number | null)[];
}

export interface LineChartOptions {
  readonly title: string;
  /** Places from left to right, such as epoch milliseconds; rising. */
  readonly xs: readonly number[];
  readonly series: readonly LineSeries[];
  readonly formatX: (x: number) => string;
  readonly formatY: (y: number) => string;
  /** A line across at a value, such as a limit. */
  readonly limit?: { readonly y: number; readonly label: string };
}

const HEIGHT = 220;
const AREA: PlotArea = { left: 64, top: 12, width: CHART_WIDTH - 64 - 110, height: HEIGHT - 44 };
/** Names at the lines' ends stand at least so far apart. */
const NAME_HEIGHT = 15;

/** Lines over time or another measure, from zero; each is named at its end. A point without neighbours is a dot. */
export function lineChart(options: LineChartOptions): string {
  const { title, xs, series, formatX, formatY, limit } = options;
  const values = series.flatMap(({ ys }) => ys.filter((y) => y !== null));
  const ticks = niceTicks(Math.max(limit?.y ?? 0, ...values));
  const max = ticks.at(-1) ?? 1;
  const [first = 0] = xs;
  const span = (xs.at(-1) ?? first) - first;
  const xOf = (x: number): number =>
    AREA.left + (span > 0 ? ((x - first) / span) * AREA.width : AREA.width / 2);
  const yOf = (y: number): number => AREA.top + AREA.height - (Math.max(0, y) / max) * AREA.height;
  const labels: AxisLabel[] = pickEvenly(xs, 7).map((x) => ({
    at: (xOf(x) - AREA.left) / AREA.width,
    text: formatX(x),
  }));
  const lines = series.map((one, i) => {
    const points = one.ys.map((y, at) => (y === null ? null : { x: xOf(xs[at] ?? 0), y: yOf(y) }));
    const dots = one.ys.map((y, at) =>
      y === null
        ? ''
        : `<circle class="${seriesClass(i)} fill" cx="${px(xOf(xs[at] ?? 0))}" cy="${px(yOf(y))}" r="2"><title>${markupText(`${one.name}, ${formatX(xs[at] ?? 0)}: ${formatY(y)}`)}</title></circle>\n`,
    );
    return `<path class="${seriesClass(i)} line" d="${pathOf(points)}"/>\n${dots.join('')}`;
  });
  const mark =
    limit === undefined
      ? ''
      : `<path class="mark" d="M${AREA.left} ${px(yOf(limit.y))}h${AREA.width}"/>\n` +
        svgLabel({ x: AREA.left + 4, y: yOf(limit.y) - 5, text: limit.label, isQuiet: true });
  const content =
    verticalAxis(ticks, AREA, formatY) +
    horizontalAxis(labels, AREA) +
    lines.join('') +
    mark +
    names(series, yOf);
  return svgFrame({ title, height: HEIGHT, content });
}

/** A break of the line at each gap. */
function pathOf(points: readonly ({ x: number; y: number } | null)[]): string {
  return points
    .map((point, i) =>
      point === null ? '' : `${(points[i - 1] ?? null) === null ? 'M' : 'L'}${px(point.x)} ${px(point.y)}`,
    )
    .join('');
}

function names(series: readonly LineSeries[], yOf: (y: number) => number): string {
  const ends = series
    .map(({ name, ys }, i) => ({ name, i, y: yOf(ys.findLast((y) => y !== null) ?? 0) }))
    .sort((a, b) => a.y - b.y);
  let free = 0;
  return ends
    .map(({ name, i, y }) => {
      const at = Math.max(y, free);
      free = at + NAME_HEIGHT;
      const x = AREA.left + AREA.width + 8;
      return `<text class="${seriesClass(i)} name" x="${px(x)}" y="${px(at + 4)}">${markupText(fitted(name, 100))}</text>\n`;
    })
    .join('');
}

/** At most so many, the first and the last among them. */
export function pickEvenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from(
    { length: count },
    (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))] as T,
  );
}
