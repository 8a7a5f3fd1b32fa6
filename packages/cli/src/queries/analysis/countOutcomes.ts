import type { Database } from '../../cache/database.ts';
import { dataNumber, type EventSource } from './eventSource.ts';

/** What moved cursors dropped. */
export interface EvictionFigures {
  readonly triggered: number;
  /** Blocks that they dropped. */
  readonly evicted_blocks: number;
  /** Jobs that a worker passed over because of it. */
  readonly skipped: number;
  readonly documents: number;
}

export async function countEvictions(db: Database, { sql, params }: EventSource): Promise<EvictionFigures> {
  const [row] = await db.rows<EvictionFigures>(
    `SELECT count(*) FILTER (WHERE event_type = 'eviction_triggered') AS triggered,
       coalesce(sum(${dataNumber('evicted_count')}) FILTER (WHERE event_type = 'eviction_triggered'), 0) AS evicted_blocks,
       count(*) FILTER (WHERE event_type = 'eviction_skipped') AS skipped,
       count(DISTINCT document_id) FILTER (WHERE event_type = 'eviction_triggered') AS documents
     FROM ${sql} WHERE event_type IN ('eviction_triggered', 'eviction_skipped')`,
    params,
  );
  return row ?? { triggered: 0, evicted_blocks: 0, skipped: 0, documents: 0 };
}

/** What one route did. */
export interface RouteFigures {
  readonly route: string;
  readonly n: number;
  /** Of all finished syntheses, 0 to 100. */
  readonly percent: number;
  readonly total_p95_ms: number | null;
  /** Seconds that its workers worked. */
  readonly busy_s: number;
  /** Workers that were busy at a time, on average over the window. */
  readonly mean_busy_workers: number;
}

/** Who synthesised, the most first. */
export async function countRoutes(
  db: Database,
  { sql, params }: EventSource,
  windowMs: number,
): Promise<RouteFigures[]> {
  return db.rows<RouteFigures>(
    `SELECT coalesce(processor_route, '(none)') AS route, count(*) AS n, 100.0 * count(*) / sum(count(*)) OVER () AS percent,
       quantile_cont(total_latency_ms, 0.95) AS total_p95_ms, coalesce(sum(worker_latency_ms), 0) / 1000 AS busy_s,
       coalesce(sum(worker_latency_ms), 0) / $window_ms::DOUBLE AS mean_busy_workers
     FROM ${sql} WHERE event_type = 'synthesis_complete' GROUP BY 1 ORDER BY n DESC, route`,
    { ...params, window_ms: Math.max(1, windowMs) },
  );
}

/** What came from the cache. */
export interface CacheFigures {
  readonly model: string;
  /** Blocks that were there already. */
  readonly hits: number;
  /** Blocks that were synthesised. */
  readonly synthesised: number;
  /** Hits of both together, 0 to 100. */
  readonly hit_percent: number;
}

/** By model; where there are several, all together below. A finished synthesis with `cache_hit` counts as a hit. */
export async function countCacheHits(db: Database, { sql, params }: EventSource): Promise<CacheFigures[]> {
  const rows = await db.rows<CacheFigures & { is_all: number }>(
    `SELECT CASE WHEN grouping(model) = 1 THEN '(all)' ELSE model END AS model, count(*) FILTER (WHERE is_hit) AS hits,
       count(*) FILTER (WHERE NOT is_hit) AS synthesised, 100.0 * count(*) FILTER (WHERE is_hit) / count(*) AS hit_percent,
       grouping(model) AS is_all
     FROM (SELECT coalesce(model_slug, '(none)') AS model, event_type = 'cache_hit' OR coalesce(cache_hit, false) AS is_hit
       FROM ${sql} WHERE event_type IN ('cache_hit', 'synthesis_complete'))
     GROUP BY GROUPING SETS ((model), ()) HAVING count(*) > 0 ORDER BY is_all, count(*) DESC, model`,
    params,
  );
  const shown = rows.length === 2 ? rows.slice(0, 1) : rows;
  return shown.map(({ is_all: _, ...row }) => row);
}
