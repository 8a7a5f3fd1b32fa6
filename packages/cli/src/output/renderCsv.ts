import { columnsOf, type Section } from './answer.ts';
import { jsonOf } from './formatCell.ts';

/** Sections as CSV (RFC 4180); several are parted by an empty line, each below a line with its name. */
export function renderCsv(sections: readonly Section[]): string {
  return sections
    .map((section) => (sections.length > 1 ? `# ${section.name}\r\n` : '') + sectionCsv(section))
    .join('\r\n');
}

function sectionCsv(section: Section): string {
  const columns = columnsOf(section);
  const lines = [
    columns.map(({ key }) => csvCell(key)),
    ...section.rows.map((row) => columns.map(({ key }) => csvCell(row[key]))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** What a spreadsheet would run when a text begins so. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A value as a cell. A text that a spreadsheet would take for a formula gets a `'` before it
 * (https://owasp.org/www-community/attacks/CSV_Injection); numbers stay as they are.
 */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Date) return value.toISOString();
  const plain = typeof value === 'string' ? value : jsonOf(value);
  const text = FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
