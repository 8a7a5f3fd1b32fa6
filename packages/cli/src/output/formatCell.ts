import { zonedText } from '../windows/zonedTime.ts';
import type { AnswerRow, Column } from './answer.ts';

/** Control characters of a terminal that a row of the dataset must not send; new lines and tabs become spaces first. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text from the dataset that can do nothing to a terminal. */
export const harmless = (text: string): string => text.replace(/[\n\r\t]+/g, ' ').replace(CONTROLS, '');

/** A value as text for people: times in the zone, numbers short, what is not there as `–`. */
export function formatCell(column: Column, row: AnswerRow, tz: string): string {
  const value = row[column.key];
  if (column.format !== undefined) return harmless(column.format(value, row));
  return harmless(formatValue(value, tz));
}

function formatValue(value: unknown, tz: string): string {
  if (value === null || value === undefined || value === '') return '–';
  if (value instanceof Date) return zonedText(value.getTime(), tz);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'object') return jsonOf(value);
  return String(value);
}

/** At most three decimals; whole numbers with thin groups of three. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 1 ? 3 : 2 });
}

/** `1.2 MB`; powers of ten. */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = sizeBytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}

/** `3 d 4 h`, `2 h 5 min`, `40 s`: the two greatest units. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** JSON in which a bigint is its digits and a Date ISO 8601. */
export const jsonOf = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner),
    indent,
  );
