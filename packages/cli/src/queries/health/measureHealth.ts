import type { CachedTable, Database } from '../../cache/database.ts';
import type { TimeWindow } from '../../windows/timeWindow.ts';
import { eventSource } from '../analysis/eventSource.ts';
import type { RowFilter } from '../rowFilter.ts';

/** Events of one kind, now and in the time of equal length before. */
export interface KindHealth {
  readonly event_type: string;
  readonly n: number;
  /** In the time before; null where the window has no beginning. */
  readonly before: number | null;
  /** `absent`: none now, some before. */
  readonly state: 'ok' | 'absent';
  readonly last: Date;
}

export interface HealthFigures {
  readonly events: number;
  /** Seconds from the newest event to now; null without events. */
  readonly lag_s: number | null;
  /** Syntheses that failed, 0 to 100; null without syntheses. */
  readonly error_rate_percent: number | null;
  /** Requests that were answered with 400 or more, or not; 0 to 100; null without requests. */
  readonly failed_requests_percent: number | null;
  readonly total_p95_ms: number | null;
  readonly kinds: readonly KindHealth[];
}

export interface HealthRequest {
  readonly table: CachedTable;
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  readonly nowMs: number;
}

/** Kinds by name, against the time before, and the figures that thresholds may be set to. */
export async function measureHealth(
  db: Database,
  { table, window, filters, nowMs }: HealthRequest,
): Promise<HealthFigures> {
  const untilMs = window.untilMs ?? nowMs;
  const beforeMs = window.sinceMs === undefined ? undefined : 2 * window.sinceMs - untilMs;
  const both = eventSource(table, { ...window, sinceMs: beforeMs }, filters);
  const isNow = '_time >= epoch_ms($now_from_ms::BIGINT)::TIMESTAMPTZ';
  const params = { ...both.params, now_from_ms: window.sinceMs ?? -8.64e15 };
  const kinds = await db.rows<{ event_type: string; n: number; before: number; last: Date }>(
    `SELECT coalesce(event_type, '(none)') AS event_type, count(*) FILTER (WHERE ${isNow}) AS n,
       count(*) FILTER (WHERE NOT ${isNow}) AS before, max(_time) AS last
     FROM ${both.sql} GROUP BY 1 ORDER BY n DESC, event_type`,
    params,
  );
  const [figures] = await db.rows<Figures>(
    `SELECT count(*) AS events,
       100.0 * count(*) FILTER (WHERE event_type = 'synthesis_error')
         / nullif(count(*) FILTER (WHERE event_type IN ('synthesis_error', 'synthesis_complete')), 0) AS error_rate_percent,
       100.0 * count(*) FILTER (WHERE event_type = 'request_complete' AND (status_code IS NULL OR status_code >= 400 OR status_code = 0))
         / nullif(count(*) FILTER (WHERE event_type = 'request_complete'), 0) AS failed_requests_percent,
       quantile_cont(total_latency_ms, 0.95) FILTER (WHERE event_type = 'synthesis_complete') AS total_p95_ms
     FROM ${both.sql} WHERE ${isNow}`,
    params,
  );
  const [newest] = await db.rows<{ last: Date | null }>(`SELECT max(_time) AS last FROM ${table.name}`);
  return {
    events: figures?.events ?? 0,
    lag_s: newest?.last ? Math.round((nowMs - newest.last.getTime()) / 1000) : null,
    error_rate_percent: figures?.error_rate_percent ?? null,
    failed_requests_percent: figures?.failed_requests_percent ?? null,
    total_p95_ms: figures?.total_p95_ms ?? null,
    kinds: kinds.map((kind) => ({
      event_type: kind.event_type,
      n: kind.n,
      before: beforeMs === undefined ? null : kind.before,
      state: kind.n === 0 ? 'absent' : 'ok',
      last: kind.last,
    })),
  };
}

type Figures = Pick<
  HealthFigures,
  'events' | 'error_rate_percent' | 'failed_requests_percent' | 'total_p95_ms'
>;
