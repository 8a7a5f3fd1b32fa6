const HEIGHTS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

export interface ColumnPlotOptions {
  /** One column each; null is a gap. */
  readonly values: readonly (number | null)[];
  /** Lines of the terminal that it takes, without the labels below. */
  readonly heightRows: number;
  readonly formatY: (value: number) => string;
  /** What stands below its ends. */
  readonly labels: readonly [left: string, right: string];
}

/** Columns from zero, several lines high, with the greatest value and zero at the left. */
export function columnPlot({ values, heightRows, formatY, labels }: ColumnPlotOptions): string {
  const max = Math.max(0, ...values.map((value) => value ?? 0));
  const eighths = values.map((value) => {
    if (value === null || max === 0) return 0;
    return Math.max(value > 0 ? 1 : 0, Math.round((value / max) * heightRows * 8));
  });
  const top = formatY(max);
  const zero = formatY(0);
  const axis = Math.max(top.length, zero.length);
  const lines = Array.from({ length: heightRows }, (_, i) => {
    const floor = (heightRows - 1 - i) * 8;
    const cells = eighths.map((filled) => HEIGHTS[Math.min(8, Math.max(0, filled - floor))] || ' ');
    const label = i === 0 ? top : i === heightRows - 1 ? zero : '';
    return `${label.padStart(axis)} ${i === 0 || i === heightRows - 1 ? '┤' : '│'}${cells.join('')}`.trimEnd();
  });
  const [left, right] = labels;
  const gap = Math.max(2, values.length - left.length - right.length);
  return [...lines, `${' '.repeat(axis + 2)}${left}${' '.repeat(gap)}${right}`]
    .map((line) => `${line}\n`)
    .join('');
}

export interface DotPlotOptions {
  /** Dots by column from the left and row from below, both from 0. */
  readonly dots: readonly (readonly [column: number, row: number])[];
  /** Columns of dots, two a character. */
  readonly across: number;
  /** Rows of dots, four a character. */
  readonly up: number;
  readonly yMax: string;
  readonly xMax: string;
  readonly xName: string;
}

/** The bit of each dot of a braille character, by row from above and column (https://www.unicode.org/charts/PDF/U2800.pdf). */
const BRAILLE = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** Dots from zero at the lower left, eight to a character. */
export function dotPlot({ dots, across, up, yMax, xMax, xName }: DotPlotOptions): string {
  const columns = Math.ceil(across / 2);
  const rows = Math.ceil(up / 4);
  const cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (const [column, row] of dots) {
    const fromTop = rows * 4 - 1 - row;
    const line = cells[Math.floor(fromTop / 4)];
    const at = Math.floor(column / 2);
    if (line?.[at] === undefined) continue;
    line[at] |= BRAILLE[fromTop % 4]?.[column % 2] ?? 0;
  }
  const axis = yMax.length;
  const lines = cells.map((line, i) => {
    const label = i === 0 ? yMax : i === rows - 1 ? '0' : '';
    const drawn = line.map((bits) => (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits))).join('');
    return `${label.padStart(axis)} ${i === 0 || i === rows - 1 ? '┤' : '│'}${drawn}`.trimEnd();
  });
  const gap = Math.max(1, columns - 1 - xName.length - xMax.length);
  const before = Math.floor(gap / 2);
  const below = `0${' '.repeat(before)}${xName}${' '.repeat(Math.max(1, gap - before))}${xMax}`;
  return [...lines, `${' '.repeat(axis + 2)}${below}`].map((line) => `${line}\n`).join('');
}
