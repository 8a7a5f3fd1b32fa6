import type { Database } from '../../cache/database.ts';
import { sqlName } from '../../cache/sqlText.ts';
import type { EventSource } from '../analysis/eventSource.ts';

/** What happened in one hour. */
export interface HourPoint {
  /** Epoch milliseconds at which it begins. */
  readonly startMs: number;
  readonly events: number;
  readonly errors: number;
  /** Null where there were too few syntheses for it to say something. */
  readonly total_p95_ms: number | null;
}

export const HOUR_MS = 3_600_000;
/** A P95 of fewer is their maximum. */
const LEAST_SYNTHESES = 5;

/** Every hour from the first event of `source` up to `untilMs`, those without events too; the last one only where it is over. */
export async function countHours(
  db: Database,
  { sql, params }: EventSource,
  { untilMs, hasErrorLog }: { untilMs: number; hasErrorLog: boolean },
): Promise<HourPoint[]> {
  const rows = await db.rows<{ hour: number; events: number; errors: number; total_p95_ms: number | null }>(
    `SELECT floor(epoch_ms(_time) / ${HOUR_MS})::BIGINT AS hour, count(*) AS events,
       count(*) FILTER (WHERE event_type IN ('error', 'synthesis_error')) AS errors,
       CASE WHEN count(total_latency_ms) FILTER (WHERE event_type = 'synthesis_complete') >= ${LEAST_SYNTHESES}
         THEN quantile_cont(total_latency_ms, 0.95) FILTER (WHERE event_type = 'synthesis_complete') END AS total_p95_ms
     FROM ${sql} WHERE _time IS NOT NULL GROUP BY 1 ORDER BY 1`,
    params,
  );
  const first = rows[0]?.hour;
  if (first === undefined) return [];
  const logged = hasErrorLog ? await countLogged(db, first) : new Map<number, number>();
  const byHour = new Map(rows.map((row) => [row.hour, row]));
  const end = Math.floor(untilMs / HOUR_MS);
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => {
    const hour = first + i;
    const row = byHour.get(hour);
    return {
      startMs: hour * HOUR_MS,
      events: row?.events ?? 0,
      errors: (row?.errors ?? 0) + (logged.get(hour) ?? 0),
      total_p95_ms: row?.total_p95_ms ?? null,
    };
  });
}

/** Errors of `error_log` by hour. */
async function countLogged(db: Database, firstHour: number): Promise<Map<number, number>> {
  const rows = await db.rows<{ hour: number; n: number }>(
    `SELECT floor(epoch_ms(_time) / ${HOUR_MS})::BIGINT AS hour, count(*) AS n FROM ${sqlName('error_log')}
     WHERE severity IN ('error', 'critical') AND epoch_ms(_time) >= $from_ms::BIGINT GROUP BY 1`,
    { from_ms: firstHour * HOUR_MS },
  );
  return new Map(rows.map(({ hour, n }) => [hour, n]));
}
