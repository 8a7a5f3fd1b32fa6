import type { CachedColumn } from '../cache/database.ts';
import { MEDIA_TYPE } from '../cache/rowTable.ts';
import { sqlName } from '../cache/sqlText.ts';

export const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportStyle {
  readonly format: ExportFormat;
  /** Whether a text that a spreadsheet would run gets a `'` before it. Only of CSV. */
  readonly isGuarded: boolean;
}

/** What a spreadsheet takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = String.raw`^[=+\-@\t\r\n]`;

/** The columns of a table as SQL, as they stand in a file: times in ISO 8601 where the format has none, a recording by its name. */
export function exportColumns(columns: readonly CachedColumn[], { format, isGuarded }: ExportStyle): string {
  const guards = isGuarded && format === 'csv';
  return columns
    .map(({ name, type }) => {
      const heading = guards && new RegExp(FORMULA).test(name) ? `'${name}` : name;
      return `${exportValue(sqlName(name), type, format, guards)} AS ${sqlName(heading)}`;
    })
    .join(', ');
}

function exportValue(name: string, type: string, format: ExportFormat, guards: boolean): string {
  const isMedia = type === MEDIA_TYPE;
  const value = isMedia ? `${name}.path` : name;
  if (format === 'parquet') return value;
  if (type.startsWith('TIMESTAMP')) return `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  if (format === 'jsonl') return value;
  const isNested = !isMedia && /^(STRUCT|MAP|UNION)|\]$/.test(type);
  const text = isNested ? `to_json(${value})::VARCHAR` : value;
  if (!guards || !(isMedia || isNested || /^(VARCHAR|JSON|BLOB)/.test(type))) return text;
  return `CASE WHEN regexp_matches(${text}::VARCHAR, '${FORMULA}') THEN '''' || ${text}::VARCHAR ELSE ${text}::VARCHAR END`;
}

/** How DuckDB writes each. */
export const COPY_OPTIONS: Readonly<Record<ExportFormat, string>> = {
  csv: 'FORMAT csv, HEADER',
  jsonl: 'FORMAT json',
  parquet: 'FORMAT parquet, COMPRESSION zstd',
};
