import type { Database } from '../cache/database.ts';
import { definePlayMacros } from '../queries/plays/definePlayMacros.ts';
import {
  readDays,
  readErrorCounts,
  readHours,
  readPlayStats,
  readTopTracks,
  type Span,
} from '../queries/plays/readPlays.ts';
import type { ErrorsReport, EventCount, OpenError, PlaysReport, Report } from './report.ts';

export type ReportFrame = Pick<Report, 'title' | 'dataset' | 'tz' | 'sinceMs' | 'untilMs' | 'generatedMs'>;

const TOP_TRACKS = 10;
const OPEN_ERRORS = 10;

/** Asks everything that a report says. */
export async function gatherReport(db: Database, frame: ReportFrame): Promise<Report> {
  const { tz, sinceMs, untilMs } = frame;
  await definePlayMacros(db);
  const span = spanOf(sinceMs, untilMs);
  const before = spanOf(sinceMs - (untilMs - sinceMs), sinceMs);
  const has = (name: string): boolean => db.tables.some((table) => table.name === name);
  return {
    ...frame,
    syncedMs: db.syncedAt,
    ...(has('play_history') && { plays: await gatherPlays(db, { span, before, tz }) }),
    ...(has('error_log') && { errors: await gatherErrors(db, span) }),
    ...(has('metrics_event') && { events: await gatherEvents(db, span) }),
  };
}

const spanOf = (sinceMs: number, untilMs: number): Span => ({
  start: new Date(sinceMs).toISOString(),
  end: new Date(untilMs).toISOString(),
});

async function gatherPlays(
  db: Database,
  { span, before, tz }: { span: Span; before: Span; tz: string },
): Promise<PlaysReport> {
  return {
    stats: await readPlayStats(db, span),
    before: await readPlayStats(db, before),
    top: await readTopTracks(db, span, TOP_TRACKS),
    hours: await readHours(db, span, tz),
    days: await readDays(db, span, tz),
  };
}

async function gatherErrors(db: Database, { start, end }: Span): Promise<ErrorsReport> {
  const open = await db.rows<OpenError>(
    `SELECT "timestamp", service, severity, message FROM get_error_timeline($start, $end) WHERE NOT resolved LIMIT ${OPEN_ERRORS}`,
    { start, end },
  );
  return { counts: await readErrorCounts(db, { start, end }), open };
}

/** What took how long stands in `total_latency_ms`, or in `duration_ms`; a dataset may lack either. */
async function gatherEvents(db: Database, { start, end }: Span): Promise<EventCount[]> {
  const columns = db.requireTable('metrics_event').columns.map(({ name }) => name);
  const times = ['total_latency_ms', 'duration_ms'].filter((name) => columns.includes(name));
  const took = `coalesce(${[...times, 'NULL'].map((name) => `try_cast(${name} AS DOUBLE)`).join(', ')})`;
  const type = columns.includes('event_type') ? 'event_type' : 'NULL::VARCHAR';
  return db.rows(
    `SELECT ${type} AS event_type, count(*)::BIGINT AS event_count, quantile_cont(${took}, 0.5) AS p50_ms, quantile_cont(${took}, 0.95) AS p95_ms
     FROM metrics_event WHERE _time >= $start::TIMESTAMPTZ AND _time < $end::TIMESTAMPTZ GROUP BY 1 ORDER BY event_count DESC, event_type`,
    { start, end },
  );
}
