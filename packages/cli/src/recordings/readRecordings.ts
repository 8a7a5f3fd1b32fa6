import type { CachedTable, Database, SqlParams } from '../cache/database.ts';
import type { MediaReference } from '../cache/readMedia.ts';
import { sqlName } from '../cache/sqlText.ts';
import { usageError } from '../commandError.ts';
import { type RowFilter, rowCondition } from '../queries/rowFilter.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';

/** A row that has, or could have, a recording. */
export interface Recording {
  readonly table: string;
  /** The column of the recording. */
  readonly column: string;
  /** `row_id`; where the table has none, the recording's name. */
  readonly id: string;
  readonly time: Date | null;
  readonly audio_id: string | null;
  readonly duration_s: number | null;
  readonly user_id: string | null;
  /** Null where the row has no recording. */
  readonly media: MediaReference | null;
  /** JSON text of `segments`; null where there is none. */
  readonly segments: string | null;
  readonly mean_confidence: number | null;
}

export interface RecordingWish {
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  /** Only of this table. */
  readonly table?: string | undefined;
  /** Rows without a recording, too. */
  readonly hasAll?: boolean;
  /** The newest so many. */
  readonly limit: number;
}

/** Recordings of all tables, the newest first. */
export async function readRecordings(db: Database, wish: RecordingWish): Promise<Recording[]> {
  const { window, filters, table, hasAll, limit } = wish;
  const parts: string[] = [];
  const params: Record<string, SqlParams[string]> = {};
  for (const one of recordingTables(db, table)) {
    if (!filters.every(({ column }) => hasColumn(one, column))) continue;
    const condition = rowCondition(one, window, filters);
    Object.assign(params, condition.params);
    for (const column of one.mediaColumns) {
      const isThere = hasAll === true ? 'true' : `${sqlName(column)} IS NOT NULL`;
      parts.push(selectOf(one, column, `${isThere} AND ${condition.sql}`));
    }
  }
  if (parts.length === 0) {
    // With a filter that no table knows, this says so.
    for (const one of recordingTables(db, table)) rowCondition(one, window, filters);
    return [];
  }
  return db.rows<Recording>(
    `SELECT * EXCLUDE (_file, _row) FROM (${parts.join(' UNION ALL ')}) ORDER BY time DESC NULLS LAST, _file, _row LIMIT ${limit}`,
    params,
  );
}

/** @throws {CommandError} when a table is named that has no recordings. */
export function recordingTables(db: Database, name?: string): CachedTable[] {
  const all = db.tables.filter(({ mediaColumns }) => mediaColumns.length > 0);
  if (name === undefined) return all;
  const found = all.filter((table) => table.name === name);
  if (found.length > 0) return found;
  const there = all.map((table) => table.name).join(', ') || 'none';
  throw usageError(`--table: ${name} has no recordings; tables with some: ${there}`);
}

const hasColumn = ({ columns }: CachedTable, name: string): boolean =>
  columns.some((column) => column.name === name);

/** A part of the question, for one column of recordings. */
export function selectOf(table: CachedTable, column: string, condition: string): string {
  const media = sqlName(column);
  const ofColumn = (name: string, type: string): string =>
    hasColumn(table, name) ? `${sqlName(name)}::${type}` : `NULL::${type}`;
  const duration = ['audio_duration_s', 'duration'].find((name) => hasColumn(table, name)) ?? 'duration';
  const id = hasColumn(table, 'row_id') ? 'row_id' : `coalesce(${media}.path, _file || '#' || _row)`;
  return `SELECT '${table.name}' AS "table", '${column.replaceAll("'", "''")}' AS "column", ${id} AS id, _time AS time,
    ${ofColumn('audio_id', 'VARCHAR')} AS audio_id, ${ofColumn(duration, 'DOUBLE')} AS duration_s, ${ofColumn('user_id', 'VARCHAR')} AS user_id,
    ${media} AS media, ${ofColumn('segments', 'VARCHAR')} AS segments, ${ofColumn('mean_confidence', 'DOUBLE')} AS mean_confidence, _file, _row
    FROM ${sqlName(table.name)} WHERE ${condition}`;
}
