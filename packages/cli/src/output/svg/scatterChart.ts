import { horizontalAxis, niceTicks, type PlotArea, verticalAxis } from './axes.ts';
import { CHART_WIDTH, px, svgFrame } from './svgMarkup.ts';

/** A place and how many lie there. */
export interface ScatterCell {
  readonly x: number;
  readonly y: number;
  readonly n: number;
}

export interface ScatterChartOptions {
  readonly title: string;
  readonly cells: readonly ScatterCell[];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

const HEIGHT = 260;
const AREA: PlotArea = { left: 64, top: 12, width: CHART_WIDTH - 84, height: HEIGHT - 44 };
/** The more lie in a place, the fuller it is; one path for each, however many places there are. */
const LEVELS = [0.25, 0.45, 0.7, 1] as const;
const CELL_PX = 5;

/** One measure against another, both from zero, as a square for each place that has something. */
export function scatterChart({ title, cells, formatX, formatY }: ScatterChartOptions): string {
  const xTicks = niceTicks(Math.max(0, ...cells.map(({ x }) => x)));
  const yTicks = niceTicks(Math.max(0, ...cells.map(({ y }) => y)));
  const xMax = xTicks.at(-1) ?? 1;
  const yMax = yTicks.at(-1) ?? 1;
  const most = Math.max(1, ...cells.map(({ n }) => n));
  const levelOf = (n: number): number =>
    Math.min(LEVELS.length - 1, Math.floor((Math.log(n) / Math.log(most + 1)) * LEVELS.length));
  const byLevel = Map.groupBy(cells, ({ n }) => levelOf(n));
  const squares = LEVELS.map((opacity, level) => {
    const d = (byLevel.get(level) ?? []).map(({ x, y }) => {
      const left = AREA.left + (x / xMax) * AREA.width;
      const top = AREA.top + AREA.height - (y / yMax) * AREA.height - CELL_PX;
      return `M${px(left)} ${px(top)}h${CELL_PX}v${CELL_PX}h-${CELL_PX}z`;
    });
    return d.length === 0 ? '' : `<path class="s0 fill" opacity="${opacity}" d="${d.join('')}"/>\n`;
  });
  const labels = xTicks.map((tick) => ({ at: tick / xMax, text: formatX(tick) }));
  const content = verticalAxis(yTicks, AREA, formatY) + horizontalAxis(labels, AREA) + squares.join('');
  return svgFrame({ title, height: HEIGHT, content });
}
