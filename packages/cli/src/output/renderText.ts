import { type Column, columnsOf, type Section } from './answer.ts';
import { formatCell } from './formatCell.ts';

export interface TextOptions {
  readonly tz: string;
  readonly hasColor: boolean;
  /** Longer cells are cut, in a terminal only. */
  readonly widthChars: number | undefined;
}

const MAX_CELL_CHARS = 60;

/** Sections as aligned columns, for people. */
export function renderText(sections: readonly Section[], options: TextOptions): string {
  const isAlone = sections.length === 1;
  return sections
    .map((section) => {
      const title = section.title ?? section.name.replaceAll('_', ' ');
      const heading = isAlone && section.title === undefined ? '' : `${bold(title, options)}\n`;
      const notes = (section.notes ?? []).map((note) => `${note}\n`).join('');
      return heading + bodyOf(section, options) + notes;
    })
    .join('\n');
}

function bodyOf(section: Section, options: TextOptions): string {
  if (section.text !== undefined) return section.text.endsWith('\n') ? section.text : `${section.text}\n`;
  if (section.rows.length === 0) return `${section.whenEmpty ?? 'nothing'}\n`;
  return section.isRecord ? recordText(section, options) : tableText(section, options);
}

function recordText(section: Section, options: TextOptions): string {
  const [row = {}] = section.rows;
  const columns = columnsOf(section).filter(({ isHidden }) => !isHidden);
  const width = Math.max(...columns.map((column) => widthOf(titleOf(column))));
  return columns
    .map((column) => `${padded(titleOf(column), width, 'left')}  ${formatCell(column, row, options.tz)}\n`)
    .join('');
}

function tableText(section: Section, options: TextOptions): string {
  const columns = columnsOf(section).filter(({ isHidden }) => !isHidden);
  const cells = section.rows.map((row) =>
    columns.map((column) => cut(formatCell(column, row, options.tz), options.widthChars)),
  );
  const aligns = columns.map((column) => column.align ?? alignOf(section, column));
  const widths = columns.map((column, i) =>
    Math.max(widthOf(titleOf(column)), ...cells.map((line) => widthOf(line[i] ?? ''))),
  );
  const lineOf = (line: readonly string[]): string =>
    line
      .map((cell, i) => padded(cell, widths[i] ?? 0, aligns[i] ?? 'left'))
      .join('  ')
      .trimEnd();
  return [dim(lineOf(columns.map(titleOf)), options), ...cells.map(lineOf)]
    .map((line) => `${line}\n`)
    .join('');
}

export const titleOf = ({ key, title }: Column): string => title ?? key.replaceAll('_', ' ');

/** Numbers stand right: those that are numbers in the first row that has a value. */
export function alignOf({ rows }: Section, { key }: Column): 'left' | 'right' {
  const value = rows.find((row) => row[key] !== null && row[key] !== undefined)?.[key];
  return typeof value === 'number' || typeof value === 'bigint' ? 'right' : 'left';
}

const cut = (text: string, widthChars: number | undefined): string =>
  widthChars !== undefined && text.length > MAX_CELL_CHARS ? `${text.slice(0, MAX_CELL_CHARS - 1)}…` : text;

/** Marks above and below a letter take no room of their own. */
const widthOf = (text: string): number => [...text.replace(/\p{Mark}/gu, '')].length;

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const fill = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? fill + text : text + fill;
}

const bold = (text: string, { hasColor }: TextOptions): string =>
  hasColor ? `\u001b[1m${text}\u001b[22m` : text;
const dim = (text: string, { hasColor }: TextOptions): string =>
  hasColor ? `\u001b[2m${text}\u001b[22m` : text;
