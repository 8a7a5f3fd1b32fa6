import type { CachedTable, Database } from '../../cache/database.ts';
import { type TimeBuckets, timeBuckets } from '../../windows/timeBuckets.ts';
import type { TimeWindow } from '../../windows/timeWindow.ts';
import type { RowFilter } from '../rowFilter.ts';
import { countEvents, type EventCount } from './countEvents.ts';
import {
  type CacheFigures,
  countCacheHits,
  countEvictions,
  countRoutes,
  type EvictionFigures,
  type RouteFigures,
} from './countOutcomes.ts';
import { eventSource } from './eventSource.ts';
import { type DataProblem, findDataProblems } from './findDataProblems.ts';
import { type ErrorGroup, groupErrors } from './groupErrors.ts';
import {
  type EndpointLatency,
  type ModelLatency,
  measureLatency,
  measureRequests,
} from './measureLatency.ts';
import { type LengthCell, measureByLength, measureOverTime, type TimePoint } from './measureOverTime.ts';
import { measureQueue, type QueueFigures } from './measureQueue.ts';
import { measureRtf, type RtfFigures } from './measureRtf.ts';

/** All that `analyze` tells. */
export interface Analysis {
  readonly window: {
    readonly since: Date | null;
    readonly until: Date;
    readonly events: number;
    readonly newest_event: Date | null;
    /** Seconds from the newest event of the dataset to now. */
    readonly lag_s: number | null;
    readonly synced_at: Date;
  };
  readonly buckets: TimeBuckets;
  readonly events: readonly EventCount[];
  readonly latency: readonly ModelLatency[];
  readonly requests: readonly EndpointLatency[];
  readonly queue: QueueFigures;
  readonly evictions: EvictionFigures;
  readonly routes: readonly RouteFigures[];
  /** Syntheses that overflowed, 0 to 100. */
  readonly overflowPercent: number | null;
  readonly cache: readonly CacheFigures[];
  readonly rtf: RtfFigures;
  readonly errors: readonly ErrorGroup[];
  readonly problems: readonly DataProblem[];
  readonly overTime: readonly TimePoint[];
  readonly byLength: readonly LengthCell[];
}

export interface AnalysisRequest {
  readonly table: CachedTable;
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  readonly tz: string;
  readonly nowMs: number;
  /** The depth of the queue from which on jobs overflow. */
  readonly overflowDepth: number;
  /** Whether figures over time and by length are wanted. */
  readonly hasPlots: boolean;
}

/** Cells of the plot of length against latency: as many as braille dots of it. */
export const LENGTH_CELLS = { across: 120, up: 40 } as const;

/** Works out all figures of the events that are asked for. Without events, undefined. */
export async function analyzeEvents(db: Database, request: AnalysisRequest): Promise<Analysis | undefined> {
  const { table, window, filters, tz, nowMs, hasPlots } = request;
  const source = eventSource(table, window, filters);
  const [span] = await db.rows<{ n: number; first: Date | null; last: Date | null }>(
    `SELECT count(*) AS n, min(_time) AS first, max(_time) AS last FROM ${source.sql}`,
    source.params,
  );
  if (span === undefined || span.n === 0 || span.first === null || span.last === null) return undefined;
  const [newest] = await db.rows<{ last: Date | null }>(`SELECT max(_time) AS last FROM ${table.name}`);
  const fromMs = window.sinceMs ?? span.first.getTime();
  const toMs = Math.max(window.untilMs ?? nowMs, span.last.getTime() + 1);
  const buckets = timeBuckets({ fromMs, toMs }, tz);
  const routes = await countRoutes(db, source, toMs - fromMs);
  return {
    window: {
      since: window.sinceMs === undefined ? null : new Date(window.sinceMs),
      until: new Date(window.untilMs ?? nowMs),
      events: span.n,
      newest_event: newest?.last ?? null,
      lag_s: newest?.last ? Math.round((nowMs - newest.last.getTime()) / 1000) : null,
      synced_at: new Date(db.syncedAt),
    },
    buckets,
    events: await countEvents(db, source, buckets),
    latency: await measureLatency(db, source),
    requests: await measureRequests(db, source),
    queue: await measureQueue(db, source, request.overflowDepth),
    evictions: await countEvictions(db, source),
    routes,
    overflowPercent:
      routes.length === 0 ? null : (routes.find(({ route }) => route === 'overflow')?.percent ?? 0),
    cache: await countCacheHits(db, source),
    rtf: await measureRtf(db, source),
    errors: await groupErrors(db, { window, filters }),
    problems: await findDataProblems(db, { table, window, filters, tz }),
    overTime: hasPlots ? await measureOverTime(db, source, buckets) : [],
    byLength: hasPlots ? await measureByLength(db, source, LENGTH_CELLS) : [],
  };
}
