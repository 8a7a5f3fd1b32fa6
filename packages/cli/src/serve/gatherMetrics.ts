import type { Database } from '../cache/database.ts';
import { sqlName, sqlText } from '../cache/sqlText.ts';
import { definePlayMacros } from '../queries/plays/definePlayMacros.ts';
import { readErrorCounts, readPlayStats } from '../queries/plays/readPlays.ts';
import type { Metric, Sample } from './prometheusText.ts';

export interface MetricsAsked {
  readonly nowMs: number;
  /** Gauges are of the last days. */
  readonly days: number;
}

/** What Prometheus is told: the freshness of all tables, and of plays how many, how much of the time, and how often with errors. */
export async function gatherMetrics(db: Database, { nowMs, days }: MetricsAsked): Promise<Metric[]> {
  await definePlayMacros(db);
  return [
    gauge('parqueue_synced_timestamp_seconds', 'When the dataset was synced last.', [
      { value: db.syncedAt / 1000 },
    ]),
    ...(await tableMetrics(db)),
    ...(await playMetrics(db, { nowMs, days })),
    ...(await errorMetrics(db, nowMs)),
  ];
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  type: 'gauge',
  samples,
});
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  type: 'counter',
  samples,
});

async function tableMetrics(db: Database): Promise<Metric[]> {
  const selects = db.tables.map(
    ({ name }) =>
      `SELECT ${sqlText(name)} AS name, count(*) AS n, epoch(max(_time)) AS last FROM ${sqlName(name)}`,
  );
  if (selects.length === 0) return [];
  const rows = await db.rows<{ name: string; n: number; last: number | null }>(selects.join(' UNION ALL '));
  return [
    gauge(
      'parqueue_table_rows',
      'Rows of a table, as they are now.',
      rows.map(({ name, n }) => ({ labels: { table: name }, value: n })),
    ),
    gauge(
      'parqueue_last_row_timestamp_seconds',
      'Time of the newest row of a table.',
      rows.map(({ name, last }) => ({ labels: { table: name }, value: last })),
    ),
  ];
}

async function playMetrics(db: Database, { nowMs, days }: MetricsAsked): Promise<Metric[]> {
  if (!db.tables.some(({ name }) => name === 'play_history')) return [];
  const end = new Date(nowMs).toISOString();
  const stats = await readPlayStats(db, { start: new Date(nowMs - days * 86_400_000).toISOString(), end });
  const [all] = await db.rows<{ n: number; failed: number }>(
    'SELECT count(*)::BIGINT AS n, (count(*) FILTER (WHERE had_errors))::BIGINT AS failed FROM _plays',
  );
  const current = await db.rows('SELECT 1 FROM get_current_playing($end)', { end });
  const of = `of the last ${days === 1 ? 'day' : `${days} days`}`;
  return [
    counter('parqueue_plays_total', 'Plays.', [{ value: all?.n ?? 0 }]),
    counter('parqueue_plays_with_errors_total', 'Plays in which something went wrong.', [
      { value: all?.failed ?? 0 },
    ]),
    gauge('parqueue_plays', `Plays ${of}.`, [{ value: stats.total_plays }]),
    gauge('parqueue_unique_tracks', `Tracks that were played, ${of}.`, [{ value: stats.unique_tracks }]),
    gauge('parqueue_uptime_percent', `Per cent of the time in which something played, ${of}.`, [
      { value: stats.uptime_percent },
    ]),
    gauge('parqueue_error_rate_percent', `Per cent of the plays in which something went wrong, ${of}.`, [
      { value: stats.error_rate },
    ]),
    gauge('parqueue_playing', 'Whether a play has no end yet.', [{ value: current.length }]),
  ];
}

async function errorMetrics(db: Database, nowMs: number): Promise<Metric[]> {
  const counts = await readErrorCounts(db, { start: '0001-01-01', end: new Date(nowMs).toISOString() });
  const labelsOf = (service: string | null, severity: string | null) => ({
    service: service ?? '',
    severity: severity ?? '',
  });
  return [
    counter(
      'parqueue_errors_total',
      'Errors by service and severity.',
      counts.map(({ service, severity, error_count }) => ({
        labels: labelsOf(service, severity),
        value: error_count,
      })),
    ),
    gauge(
      'parqueue_errors_unresolved',
      'Errors that nobody has dealt with.',
      counts.map(({ service, severity, unresolved_count }) => ({
        labels: labelsOf(service, severity),
        value: unresolved_count,
      })),
    ),
  ];
}
