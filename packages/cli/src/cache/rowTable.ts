import { MEDIA } from './duckTypeOf.ts';
import type { CardColumn } from './readCard.ts';
import { sqlName } from './sqlText.ts';

/** Where a recording lies: its name, and the file and row that hold its bytes. */
export const MEDIA_TYPE = 'STRUCT(path VARCHAR, file VARCHAR, "row" BIGINT)';

/** What every table of rows has beside its own columns. */
const OWN_COLUMNS = '_file VARCHAR, _row BIGINT, _time TIMESTAMP WITH TIME ZONE, _current BOOLEAN';

export const rowsName = (table: string): string => sqlName(`${table}_rows`);

export const typeInCache = (type: string): string => (type === MEDIA ? MEDIA_TYPE : type);

export function createRowTable(table: string, columns: readonly CardColumn[]): string {
  const own = columns.map(({ name, type }) => `${sqlName(name)} ${typeInCache(type)}, `).join('');
  return `CREATE TABLE IF NOT EXISTS ${rowsName(table)} (${own}${OWN_COLUMNS})`;
}

/** Columns that say when a row happened, the likeliest first. */
const TIME_COLUMNS = [
  'timestamp',
  'started_at',
  'played_at',
  'created_at',
  'recorded_at',
  'at',
  'time',
  'date',
];

/** The column that windows go by; undefined where the table has none, then by the time within `row_id`. */
export function timeColumnOf(columns: readonly CardColumn[]): string | undefined {
  const named = TIME_COLUMNS.find((wanted) => columns.some(({ name }) => name === wanted));
  return named ?? columns.find(({ type }) => type.startsWith('TIMESTAMP'))?.name;
}

/** When a row happened, as SQL: text without a zone is UTC; a UUIDv7 begins with its milliseconds. */
export function timeExpression(columns: readonly CardColumn[]): string {
  const parts: string[] = [];
  const column = timeColumnOf(columns);
  if (column !== undefined) parts.push(`try_cast(${sqlName(column)} AS TIMESTAMP WITH TIME ZONE)`);
  if (columns.some(({ name }) => name === 'row_id'))
    parts.push(
      `CASE WHEN regexp_matches(row_id, '^[0-9a-f]{8}-[0-9a-f]{4}-7') THEN to_timestamp(('0x' || row_id[1:8] || row_id[10:13])::BIGINT / 1000.0) END`,
    );
  return parts.length === 0 ? 'NULL' : `coalesce(${parts.join(', ')})`;
}

/**
 * The view of a table: its rows as they are now. Of a row with revisions that is the highest; its recording is the last that any revision
 * brought, since a later one does not bring it again.
 */
export function currentView(table: string, columns: readonly CardColumn[], hasRevisions: boolean): string {
  const rows = rowsName(table);
  const head = `CREATE OR REPLACE VIEW ${sqlName(table)} AS SELECT r.* EXCLUDE (_current)`;
  if (!hasRevisions) return `${head} FROM ${rows} r`;
  const media = columns.filter(({ type }) => type === MEDIA).map(({ name }) => sqlName(name));
  if (media.length === 0) return `${head} FROM ${rows} r WHERE r._current`;
  const replaced = media.map((name) => `coalesce(r.${name}, m.${name}) AS ${name}`).join(', ');
  const last = media.map(
    (name) => `arg_max(${name}, revision) FILTER (WHERE ${name} IS NOT NULL) AS ${name}`,
  );
  return `${head} REPLACE (${replaced}) FROM ${rows} r LEFT JOIN (
    SELECT row_id, ${last.join(', ')} FROM ${rows} WHERE NOT _current GROUP BY row_id
  ) m ON m.row_id = r.row_id WHERE r._current`;
}

/** Marks which revisions are the highest, among the rows whose ids are in `temp.touched`. */
export const markCurrent = (table: string): string => `
  UPDATE ${rowsName(table)} AS r SET _current = x.is_current FROM (
    SELECT rowid AS id, row_number() OVER (PARTITION BY row_id ORDER BY revision DESC NULLS LAST, _file DESC, _row DESC) = 1 AS is_current
    FROM ${rowsName(table)} WHERE row_id IN (SELECT row_id FROM temp.touched)
  ) x WHERE r.rowid = x.id AND r._current IS DISTINCT FROM x.is_current`;
