import { columnsOf, type Section } from './answer.ts';
import { formatCell } from './formatCell.ts';
import { alignOf, titleOf } from './renderText.ts';

/** Sections as Markdown tables. Nothing of a row is taken for markup. */
export function renderMarkdown(sections: readonly Section[], tz: string): string {
  return sections.map((section) => sectionText(section, tz, sections.length > 1)).join('\n');
}

function sectionText(section: Section, tz: string, isOneOfMany: boolean): string {
  const title = section.title ?? (isOneOfMany ? section.name.replaceAll('_', ' ') : undefined);
  const heading = title === undefined ? '' : `## ${escaped(title)}\n\n`;
  const notes = (section.notes ?? []).map((note) => `\n${escaped(note)}\n`).join('');
  if (section.rows.length === 0) return `${heading}${section.whenEmpty ?? 'nothing'}\n${notes}`;
  const columns = columnsOf(section).filter(({ isHidden }) => !isHidden);
  const lines = [
    columns.map((column) => escaped(titleOf(column))),
    columns.map((column) => ((column.align ?? alignOf(section, column)) === 'right' ? '--:' : '---')),
    ...section.rows.map((row) => columns.map((column) => escaped(formatCell(column, row, tz)))),
  ];
  return `${heading}${lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}${notes}`;
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|]/g, '\\$&');
