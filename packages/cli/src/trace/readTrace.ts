import type { CachedTable, Database } from '../cache/database.ts';
import { sqlName } from '../cache/sqlText.ts';
import { type RowFilter, rowCondition } from '../queries/rowFilter.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';
import { momentsOf, type TraceMoment } from './traceMoments.ts';

/** Columns that hold ids by which rows belong together. */
const ID_COLUMNS = [
  'request_id',
  'job_id',
  'row_id',
  'play_history_id',
  'recording_id',
  'original_id',
  'document_id',
  'audio_id',
  'run_id',
];

/** JSON columns, and the keys of them that hold such ids. */
const JSON_COLUMNS = ['context', 'data', 'metadata'];
const JSON_KEYS = ['request_id', 'job_id'];

export interface TraceWish {
  readonly id: string;
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  /** Of each table at most so many rows, the first. */
  readonly limit: number;
}

/** Everything of all tables that bears an id, by time. */
export async function readTrace(
  db: Database,
  { id, window, filters, limit }: TraceWish,
): Promise<TraceMoment[]> {
  const moments: TraceMoment[] = [];
  for (const table of db.tables) {
    const bearing = bearsId(table);
    const isFiltered = filters.every(({ column }) => table.columns.some(({ name }) => name === column));
    if (bearing === undefined || !isFiltered) continue;
    const { sql, params } = rowCondition(table, window, filters);
    const left = ['_file', '_row', ...table.mediaColumns].map(sqlName).join(', ');
    const rows = await db.rows(
      `SELECT * EXCLUDE (${left}) FROM ${sqlName(table.name)} WHERE ${sql} AND (${bearing})
       ORDER BY _time, _file, _row LIMIT ${limit}`,
      { ...params, id },
    );
    moments.push(...rows.flatMap((row) => momentsOf(table.name, row)));
  }
  // Of what happened at one time, the order of the tables and of their rows stays.
  return moments.sort((a, b) => (a.time?.getTime() ?? 0) - (b.time?.getTime() ?? 0));
}

function bearsId({ columns }: CachedTable): string | undefined {
  const isThere = (column: string): boolean => columns.some(({ name }) => name === column);
  const parts = [
    ...ID_COLUMNS.filter(isThere).map((column) => `${sqlName(column)} = $id`),
    ...JSON_COLUMNS.filter(isThere).flatMap((column) =>
      JSON_KEYS.map((key) => `json_extract_string(try_cast(${sqlName(column)} AS JSON), '$.${key}') = $id`),
    ),
  ];
  return parts.length === 0 ? undefined : parts.join(' OR ');
}
