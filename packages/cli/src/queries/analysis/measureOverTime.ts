import type { Database } from '../../cache/database.ts';
import { bucketJoin, type TimeBuckets } from '../../windows/timeBuckets.ts';
import type { EventSource } from './eventSource.ts';

/** One bucket of time. Null where nothing of the kind happened in it. */
export interface TimePoint {
  readonly time: Date;
  readonly events: number;
  readonly errors: number;
  readonly total_p50_ms: number | null;
  readonly total_p95_ms: number | null;
  readonly wait_p95_ms: number | null;
  readonly depth_p95: number | null;
  readonly depth_max: number | null;
}

const OF = (type: string): string => `FILTER (WHERE event_type = '${type}')`;

/** Latency and queue over time, a point for every bucket. */
export async function measureOverTime(
  db: Database,
  { sql, params }: EventSource,
  buckets: TimeBuckets,
): Promise<TimePoint[]> {
  const rows = await db.rows<Omit<TimePoint, 'time'> & { bucket: number }>(
    `SELECT bucket, count(*) AS events, count(*) FILTER (WHERE event_type IN ('error', 'synthesis_error')) AS errors,
       quantile_cont(total_latency_ms, 0.5) ${OF('synthesis_complete')} AS total_p50_ms,
       quantile_cont(total_latency_ms, 0.95) ${OF('synthesis_complete')} AS total_p95_ms,
       coalesce(quantile_cont(queue_wait_ms, 0.95) ${OF('synthesis_complete')}, quantile_cont(queue_wait_ms, 0.95) ${OF('synthesis_started')}) AS wait_p95_ms,
       quantile_cont(queue_depth, 0.95) ${OF('synthesis_queued')} AS depth_p95,
       max(queue_depth) ${OF('synthesis_queued')} AS depth_max
     FROM ${bucketJoin(sql, buckets)} GROUP BY bucket ORDER BY bucket`,
    params,
  );
  const byBucket = new Map(rows.map(({ bucket, ...row }) => [bucket, row]));
  const nothing = {
    events: 0,
    errors: 0,
    total_p50_ms: null,
    total_p95_ms: null,
    wait_p95_ms: null,
    depth_p95: null,
    depth_max: null,
  };
  return buckets.startsMs.map((startMs, i) => ({
    time: new Date(startMs),
    ...(byBucket.get(i) ?? nothing),
  }));
}

/** How many syntheses of about that length took about that long. */
export interface LengthCell {
  readonly text_length: number;
  readonly total_ms: number;
  readonly n: number;
}

/** Length of the text against latency, on a grid of at most so many cells a side, lower left corners. */
export async function measureByLength(
  db: Database,
  { sql, params }: EventSource,
  cells: { readonly across: number; readonly up: number },
): Promise<LengthCell[]> {
  const finished = `(SELECT text_length, total_latency_ms FROM ${sql}
    WHERE event_type = 'synthesis_complete' AND text_length IS NOT NULL AND total_latency_ms IS NOT NULL)`;
  return db.rows<LengthCell>(
    `WITH f AS ${finished}, m AS (SELECT greatest(max(text_length), 1) AS w, greatest(max(total_latency_ms), 1) AS h FROM f)
     SELECT least(floor(text_length / w * ${cells.across}), ${cells.across - 1}) * w / ${cells.across} AS text_length,
       least(floor(total_latency_ms / h * ${cells.up}), ${cells.up - 1}) * h / ${cells.up} AS total_ms, count(*) AS n
     FROM f, m GROUP BY 1, 2 ORDER BY 1, 2`,
    params,
  );
}
