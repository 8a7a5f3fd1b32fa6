import type { CachedTable, Database } from '../../cache/database.ts';
import { sqlName } from '../../cache/sqlText.ts';
import type { TimeWindow } from '../../windows/timeWindow.ts';
import { type RowFilter, rowCondition } from '../rowFilter.ts';
import { dataText, eventSource } from './eventSource.ts';

/** Errors of one kind. */
export interface ErrorGroup {
  /** What errors of the kind share: as it was logged, else made of where it was and what it says. */
  readonly fingerprint: string;
  /** None was seen before the window. */
  readonly is_new: boolean;
  readonly n: number;
  /** Type of event, or service. */
  readonly source: string;
  /** The last in words. */
  readonly message: string;
  readonly first: Date;
  readonly last: Date;
}

const ALL: TimeWindow = { sinceMs: undefined, untilMs: undefined, said: '' };

/**
 * Errors of events and of `error_log` (those of severity `error` and `critical`), by fingerprint: new ones first, then the most. A filter on
 * columns that `error_log` does not have leaves that table out.
 */
export async function groupErrors(
  db: Database,
  { window, filters }: { window: TimeWindow; filters: readonly RowFilter[] },
): Promise<ErrorGroup[]> {
  const parts = db.tables.flatMap((table) => errorsOf(table, filters));
  if (parts.length === 0) return [];
  const params = { ...parts[0]?.params, since_ms: window.sinceMs ?? 0, until_ms: window.untilMs ?? 8.64e15 };
  const isWithin =
    '_time >= epoch_ms($since_ms::BIGINT)::TIMESTAMPTZ AND _time < epoch_ms($until_ms::BIGINT)::TIMESTAMPTZ';
  // Without a beginning nothing can be new.
  const isNew =
    window.sinceMs === undefined ? 'false' : 'min(_time) >= epoch_ms($since_ms::BIGINT)::TIMESTAMPTZ';
  return db.rows<ErrorGroup>(
    `SELECT coalesce(given, left(md5(concat_ws(chr(31), source, message)), 16)) AS fingerprint, ${isNew} AS is_new,
       count(*) FILTER (WHERE ${isWithin}) AS n, arg_max(source, _time) FILTER (WHERE ${isWithin}) AS source,
       arg_max(message, _time) FILTER (WHERE ${isWithin}) AS message,
       min(_time) FILTER (WHERE ${isWithin}) AS first, max(_time) FILTER (WHERE ${isWithin}) AS last
     FROM (${parts.map(({ sql }) => sql).join(' UNION ALL ')})
     WHERE _time < epoch_ms($until_ms::BIGINT)::TIMESTAMPTZ
     GROUP BY 1 HAVING count(*) FILTER (WHERE ${isWithin}) > 0 ORDER BY is_new DESC, n DESC, fingerprint`,
    params,
  );
}

function errorsOf(table: CachedTable, filters: readonly RowFilter[]) {
  const has = (column: string): boolean => table.columns.some(({ name }) => name === column);
  if (table.name === 'metrics_event' && has('event_type')) {
    const { sql, params } = eventSource(table, ALL, filters);
    return [
      {
        sql: `SELECT _time, event_type AS source, coalesce(${dataText('message')}, '(no message)') AS message,
          ${dataText('fingerprint')} AS given FROM ${sql} WHERE event_type IN ('error', 'synthesis_error')`,
        params,
      },
    ];
  }
  const isErrorLog = table.name === 'error_log' && ['service', 'severity', 'message', 'context'].every(has);
  if (!isErrorLog || !filters.every(({ column }) => has(column))) return [];
  const { sql, params } = rowCondition(table, ALL, filters);
  return [
    {
      sql: `SELECT _time, service AS source, coalesce(message, '(no message)') AS message,
        json_extract_string(CASE WHEN json_valid(context) THEN context END, '$.fingerprint') AS given
        FROM ${sqlName(table.name)} WHERE ${sql} AND severity IN ('error', 'critical')`,
      params,
    },
  ];
}
