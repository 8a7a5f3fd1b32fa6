import { columnsOf, type Section } from '../answer.ts';
import { formatCell } from '../formatCell.ts';
import { alignOf, titleOf } from '../renderText.ts';
import { markupText } from '../svg/svgMarkup.ts';

/** A section as an HTML table; a record has a line for each of its values. */
export function htmlTable(section: Section, tz: string): string {
  const columns = columnsOf(section).filter(({ isHidden }) => !isHidden);
  const notes = (section.notes ?? []).map((note) => `<p class="quiet">${markupText(note)}</p>\n`).join('');
  if (section.rows.length === 0)
    return `<p class="quiet">${markupText(section.whenEmpty ?? 'nothing')}</p>\n${notes}`;
  if (section.isRecord) {
    const [row = {}] = section.rows;
    const lines = columns.map(
      (column) =>
        `<tr><th scope="row">${markupText(titleOf(column))}</th><td>${cellText(formatCell(column, row, tz))}</td></tr>\n`,
    );
    return `<table class="record">\n${lines.join('')}</table>\n${notes}`;
  }
  const classes = columns.map((column) =>
    (column.align ?? alignOf(section, column)) === 'right' ? ' class="number"' : '',
  );
  const head = columns.map((column, i) => `<th scope="col"${classes[i]}>${markupText(titleOf(column))}</th>`);
  const body = section.rows.map((row) => {
    const cells = columns.map(
      (column, i) => `<td${classes[i]}>${cellText(formatCell(column, row, tz))}</td>`,
    );
    return `<tr>${cells.join('')}</tr>\n`;
  });
  return `<div class="scroll" tabindex="0" role="group" aria-label="${markupText(section.title ?? section.name.replaceAll('_', ' '))}"><table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${body.join('')}</tbody>\n</table></div>\n${notes}`;
}

/** Texts of several writing directions do not disturb each other; short ones, such as times, stay on one line. */
const cellText = (text: string): string =>
  `<bdi${text.length <= SHORT_CHARS ? ' class="short"' : ''}>${markupText(text)}</bdi>`;

const SHORT_CHARS = 24;
