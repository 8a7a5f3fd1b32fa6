import { CHART_WIDTH, px, svgLabel } from './svgMarkup.ts';

/** Where a chart with axes draws. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Round values from zero up to at least `max`: at most six, steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(max: number): number[] {
  if (!(max > 0) || !Number.isFinite(max)) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(max / 5));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size * 5 >= max) ?? max;
  const ticks: number[] = [];
  // Multiplied, not added up: 0.1 + 0.2 would show.
  for (let i = 0; ; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
    if (i * step >= max) return ticks;
  }
}

/** Lines and numbers of the upright axis, which begins at zero. */
export function verticalAxis(
  ticks: readonly number[],
  area: PlotArea,
  formatY: (value: number) => string,
): string {
  const max = ticks.at(-1) ?? 1;
  return ticks
    .map((tick) => {
      const y = area.top + area.height - (tick / max) * area.height;
      return (
        `<path class="grid" d="M${px(area.left)} ${px(y)}H${px(area.left + area.width)}"/>\n` +
        svgLabel({ x: area.left - 8, y: y + 4, text: formatY(tick), anchor: 'end', isQuiet: true })
      );
    })
    .join('');
}

export interface AxisLabel {
  /** From 0, the left end, to 1. */
  readonly at: number;
  readonly text: string;
}

/** Labels below; those that would stand in another's place are left out. */
export function horizontalAxis(labels: readonly AxisLabel[], area: PlotArea): string {
  let free = Number.NEGATIVE_INFINITY;
  return labels
    .map(({ at, text }) => {
      const width = [...text].length * 7;
      const x = Math.min(Math.max(area.left + at * area.width, width / 2), CHART_WIDTH - width / 2);
      if (x - width / 2 < free) return '';
      free = x + width / 2 + 12;
      return svgLabel({ x, y: area.top + area.height + 18, text, anchor: 'middle', isQuiet: true });
    })
    .join('');
}

/** Names of series with their colours, in a row. */
export function legend(names: readonly string[], { left, top }: Pick<PlotArea, 'left' | 'top'>): string {
  let x = left;
  return names
    .map((name, i) => {
      const at = x;
      x += 28 + [...name].length * 7;
      return (
        `<rect class="s${i % 6} fill" x="${px(at)}" y="${px(top - 9)}" width="10" height="10" rx="2"/>\n` +
        svgLabel({ x: at + 15, y: top, text: name })
      );
    })
    .join('');
}
