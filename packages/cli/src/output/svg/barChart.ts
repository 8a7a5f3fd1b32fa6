import { CHART_WIDTH, fitted, markupText, px, seriesClass, svgFrame, svgLabel } from './svgMarkup.ts';

export interface Bar {
  readonly label: string;
  /** From zero. */
  readonly value: number;
  /** Place of its colour; default 0. */
  readonly series?: number;
}

export interface BarChartOptions {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly formatValue: (value: number) => string;
}

const ROW_HEIGHT = 24;
const LABEL_WIDTH = 190;
const VALUE_WIDTH = 90;

/** Bars lying one below the other, from zero, each with its value at its end. */
export function barChart({ title, bars, formatValue }: BarChartOptions): string {
  const max = Math.max(0, ...bars.map(({ value }) => value));
  const room = CHART_WIDTH - LABEL_WIDTH - VALUE_WIDTH;
  const rows = bars.map(({ label, value, series = 0 }, i) => {
    const width = max > 0 ? Math.max(value > 0 ? 1 : 0, (value / max) * room) : 0;
    const y = i * ROW_HEIGHT;
    const said = `${label}: ${formatValue(value)}`;
    return (
      svgLabel({ x: LABEL_WIDTH - 8, y: y + 16, text: fitted(label, LABEL_WIDTH - 8), anchor: 'end' }) +
      `<rect class="${seriesClass(series)} fill" x="${LABEL_WIDTH}" y="${y + 4}" width="${px(width)}" height="16" rx="2"><title>${markupText(said)}</title></rect>\n` +
      svgLabel({ x: LABEL_WIDTH + width + 6, y: y + 16, text: formatValue(value), isQuiet: true })
    );
  });
  return svgFrame({ title, height: Math.max(1, bars.length) * ROW_HEIGHT + 4, content: rows.join('') });
}
