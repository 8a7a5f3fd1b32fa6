import { encodeColumn } from '@parqueue/schema';
import { errorLog } from '@parqueue/schema/presets';
import type { Database, SqlParams } from '../cache/database.ts';
import { sqlText } from '../cache/sqlText.ts';
import { CommandError } from '../commandError.ts';
import type { ErrorRelation } from './errorSources.ts';

/** A row of `error_log` as it is to be from now on. JSON columns are their text, times Date. */
export type ErrorRevision = Readonly<Record<string, unknown>>;

export interface RevisionWish {
  readonly fingerprint: string;
  /** Of that fingerprint only this row. */
  readonly rowId?: string | undefined;
  readonly resolved: boolean;
  readonly nowMs: number;
}

/**
 * The revisions that resolve errors of a fingerprint, or open them again: those that are so already are left out.
 *
 * @throws {CommandError} where a row has something in a column that the preset `errorLog` does not have: a revision would lose it.
 */
export async function errorRevisions(
  db: Database,
  relation: ErrorRelation,
  { fingerprint, rowId, resolved, nowMs }: RevisionWish,
): Promise<ErrorRevision[]> {
  const table = db.requireTable('error_log');
  const params: SqlParams = { ...relation.params, wanted: fingerprint, row: rowId ?? null, resolved };
  const rows = await db.rows(
    `SELECT * EXCLUDE (_time, _file, _row) FROM error_log WHERE coalesce(resolved, false) <> $resolved AND row_id IN (
       SELECT row_id FROM ${relation.sql} WHERE table_name = 'error_log' AND fingerprint = $wanted AND ($row IS NULL OR row_id = $row)
     ) ORDER BY _time, row_id`,
    params,
  );
  const strange = table.columns.find(
    ({ name }) => !Object.hasOwn(errorLog.features, name) && rows.some((row) => (row[name] ?? null) !== null),
  );
  if (strange !== undefined)
    throw new CommandError(
      `error_log.${strange.name}: is no column of the preset errorLog, and a revision from here would lose it; resolve it where it was logged`,
    );
  return rows.map((row) => ({
    ...row,
    resolved,
    resolved_at: resolved ? new Date(nowMs) : null,
    revision: Number(row['revision'] ?? 0) + 1,
  }));
}

/** As a cell of the file: JSON is its text already. */
export function cellOf(row: ErrorRevision, column: string): unknown {
  const value = row[column] ?? null;
  if (value === null || errorLog.features[column as keyof typeof errorLog.features]?.kind === 'json')
    return value;
  return encodeColumn(errorLog, column, value);
}

/** As a line of the relay's route for rows: JSON columns are values there, times ISO 8601. */
export function lineOf(row: ErrorRevision): string {
  const parts = Object.entries(errorLog.features).flatMap(([column, { kind }]) => {
    const value = row[column] ?? null;
    if (value === null) return [];
    // Between its values JSON may have new lines, within them never.
    const text = kind === 'json' ? String(value).replace(/[\r\n]+/g, ' ') : JSON.stringify(value);
    return [`${JSON.stringify(column)}:${text}`];
  });
  return `{${parts.join(',')}}\n`;
}

/** Where files of the table lie, such as `data/error_log`. */
export async function folderOfErrors(db: Database): Promise<string> {
  const [file] = await db.rows<{ path: string }>(
    `SELECT path FROM parqueue.files WHERE table_name = ${sqlText('error_log')} ORDER BY path DESC LIMIT 1`,
  );
  return (
    /^(data\/.*?)(?:\/\d{4}-\d{2}-\d{2})?\/[^/]+$/.exec(file?.path ?? '')?.[1] ?? `data/${errorLog.path}`
  );
}
