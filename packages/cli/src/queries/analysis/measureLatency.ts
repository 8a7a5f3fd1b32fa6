import type { Database } from '../../cache/database.ts';
import type { EventSource } from './eventSource.ts';

/** How long the finished syntheses of a model took, in milliseconds. Null where no row says it. */
export interface ModelLatency {
  /** `(all)` for all models together. */
  readonly model: string;
  readonly n: number;
  readonly worker_p50_ms: number | null;
  readonly worker_p95_ms: number | null;
  readonly worker_p99_ms: number | null;
  readonly total_p50_ms: number | null;
  readonly total_p95_ms: number | null;
  readonly total_p99_ms: number | null;
  /** Mean of what was waited in the queue, in milliseconds. */
  readonly mean_wait_ms: number | null;
  /** Mean of what the worker took, in milliseconds. */
  readonly mean_worker_ms: number | null;
}

/** P50, P95 and P99 of a column, interpolated. */
const quantiles = (column: string, prefix: string): string =>
  [50, 95, 99]
    .map((percent) => `quantile_cont(${column}, ${percent / 100}) AS ${prefix}_p${percent}_ms`)
    .join(', ');

/** By model, the most used first; where there are several, all together below. */
export async function measureLatency(db: Database, { sql, params }: EventSource): Promise<ModelLatency[]> {
  const rows = await db.rows<ModelLatency & { is_all: number }>(
    `SELECT CASE WHEN grouping(model) = 1 THEN '(all)' ELSE model END AS model, count(*) AS n,
       ${quantiles('worker_latency_ms', 'worker')}, ${quantiles('total_latency_ms', 'total')},
       avg(queue_wait_ms) AS mean_wait_ms, avg(worker_latency_ms) AS mean_worker_ms, grouping(model) AS is_all
     FROM (SELECT *, coalesce(model_slug, '(none)') AS model FROM ${sql} WHERE event_type = 'synthesis_complete')
     GROUP BY GROUPING SETS ((model), ()) HAVING count(*) > 0 ORDER BY is_all, n DESC, model`,
    params,
  );
  const shown = rows.length === 2 ? rows.slice(0, 1) : rows;
  return shown.map(({ is_all: _, ...row }) => row);
}

/** How requests to an endpoint went. */
export interface EndpointLatency {
  readonly endpoint: string;
  readonly n: number;
  /** Answers with a status from 400 on, or none; 0 to 100. */
  readonly failed_percent: number;
  readonly duration_p50_ms: number | null;
  readonly duration_p95_ms: number | null;
  readonly duration_p99_ms: number | null;
}

/** By endpoint, the most asked first. */
export async function measureRequests(
  db: Database,
  { sql, params }: EventSource,
): Promise<EndpointLatency[]> {
  return db.rows<EndpointLatency>(
    `SELECT coalesce(endpoint, '(none)') AS endpoint, count(*) AS n,
       100.0 * count(*) FILTER (WHERE status_code IS NULL OR status_code >= 400 OR status_code = 0) / count(*) AS failed_percent,
       ${quantiles('duration_ms', 'duration')}
     FROM ${sql} WHERE event_type = 'request_complete' GROUP BY 1 ORDER BY n DESC, endpoint`,
    params,
  );
}
