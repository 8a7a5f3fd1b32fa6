import type { Database } from '../../cache/database.ts';
import type { EventSource } from './eventSource.ts';

/** Jobs in the queue from which on they go elsewhere, where `thresholds.overflow_queue_depth` says nothing. */
export const OVERFLOW_DEPTH = 8;

/** Where queue waits come from. */
export type WaitOrigin =
  | 'synthesis_complete.queue_wait_ms'
  | 'synthesis_started.queue_wait_ms'
  | 'times of synthesis_queued and synthesis_started';

/** The queue, as the events tell it. */
export interface QueueFigures {
  /** Jobs that were put into it, with a depth. */
  readonly queued: number;
  readonly depth_p50: number | null;
  readonly depth_p95: number | null;
  readonly depth_max: number | null;
  /** The depth from which on jobs overflow. */
  readonly overflow_depth: number;
  /** Jobs that came at or above that depth, 0 to 100. */
  readonly at_overflow_depth_percent: number | null;
  /** Waits that are known. */
  readonly waits: number;
  readonly wait_p50_ms: number | null;
  readonly wait_p95_ms: number | null;
  readonly wait_p99_ms: number | null;
  readonly wait_max_ms: number | null;
  /** Where the waits come from; null where nothing tells them. */
  readonly wait_from: WaitOrigin | null;
}

/** Depths at the time that jobs were queued, and what they waited: as it was logged, else worked out from the times of events. */
export async function measureQueue(
  db: Database,
  source: EventSource,
  overflowDepth: number,
): Promise<QueueFigures> {
  const depth = await measureDepth(db, source, overflowDepth);
  for (const [origin, relation] of waitRelations(source.sql)) {
    const [wait] = await db.rows<WaitRow>(
      `SELECT count(wait) AS waits, quantile_cont(wait, 0.5) AS wait_p50_ms, quantile_cont(wait, 0.95) AS wait_p95_ms,
         quantile_cont(wait, 0.99) AS wait_p99_ms, max(wait) AS wait_max_ms FROM ${relation}`,
      source.params,
    );
    if (wait !== undefined && wait.waits > 0) return { ...depth, ...wait, wait_from: origin };
  }
  return {
    ...depth,
    waits: 0,
    wait_p50_ms: null,
    wait_p95_ms: null,
    wait_p99_ms: null,
    wait_max_ms: null,
    wait_from: null,
  };
}

type WaitRow = Pick<QueueFigures, 'waits' | 'wait_p50_ms' | 'wait_p95_ms' | 'wait_p99_ms' | 'wait_max_ms'>;

async function measureDepth(db: Database, { sql, params }: EventSource, overflowDepth: number) {
  const [row] = await db.rows<
    Pick<QueueFigures, 'queued' | 'depth_p50' | 'depth_p95' | 'depth_max'> & { above: number }
  >(
    `SELECT count(queue_depth) AS queued, quantile_cont(queue_depth, 0.5) AS depth_p50,
       quantile_cont(queue_depth, 0.95) AS depth_p95, max(queue_depth) AS depth_max,
       count(*) FILTER (WHERE queue_depth >= $overflow_depth::DOUBLE) AS above
     FROM ${sql} WHERE event_type = 'synthesis_queued'`,
    { ...params, overflow_depth: overflowDepth },
  );
  const { above = 0, queued = 0, depth_p50 = null, depth_p95 = null, depth_max = null } = row ?? {};
  return {
    queued,
    depth_p50,
    depth_p95,
    depth_max,
    overflow_depth: overflowDepth,
    at_overflow_depth_percent: queued === 0 ? null : (100 * above) / queued,
  };
}

/** The likeliest first. A job is known by its variant, request, document and block. */
function waitRelations(sql: string): [WaitOrigin, string][] {
  const logged = (type: string): string =>
    `(SELECT queue_wait_ms AS wait FROM ${sql} WHERE event_type = '${type}')`;
  const of = (type: string): string =>
    `(SELECT _time, concat_ws(chr(31), variant_hash, request_id, document_id, block_idx) AS job FROM ${sql}
      WHERE event_type = '${type}' AND variant_hash IS NOT NULL)`;
  return [
    ['synthesis_complete.queue_wait_ms', logged('synthesis_complete')],
    ['synthesis_started.queue_wait_ms', logged('synthesis_started')],
    [
      'times of synthesis_queued and synthesis_started',
      `(SELECT (epoch_ms(s._time) - epoch_ms(q._time))::DOUBLE AS wait FROM ${of('synthesis_started')} s
        ASOF JOIN ${of('synthesis_queued')} q ON s.job = q.job AND s._time >= q._time)`,
    ],
  ];
}
