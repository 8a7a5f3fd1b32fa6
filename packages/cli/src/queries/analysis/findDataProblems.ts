import { metricsEvents } from '@parqueue/schema/presets';
import type { CachedTable, Database } from '../../cache/database.ts';
import { sqlName } from '../../cache/sqlText.ts';
import type { TimeWindow } from '../../windows/timeWindow.ts';
import { zonedText } from '../../windows/zonedTime.ts';
import { type RowFilter, rowCondition } from '../rowFilter.ts';
import { EVENT_COLUMNS, eventSource } from './eventSource.ts';

/** Something about the data that a reader of its figures should know. */
export interface DataProblem {
  readonly kind: 'empty column' | 'absent event' | 'drift' | 'unread file';
  readonly finding: string;
}

/** Columns without which a figure stays empty, by the type of event that should have them. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  synthesis_queued: ['queue_depth', 'model_slug', 'variant_hash'],
  synthesis_complete: [
    'queue_wait_ms',
    'worker_latency_ms',
    'total_latency_ms',
    'audio_duration_ms',
    'processor_route',
    'model_slug',
    'text_length',
  ],
  request_complete: ['endpoint', 'status_code', 'duration_ms'],
};

const ALL: TimeWindow = { sinceMs: undefined, untilMs: undefined, said: '' };

export interface Asked {
  readonly table: CachedTable;
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  readonly tz: string;
}

/** Columns that are null in every row, types of events that are absent, columns that came otherwise than declared, files that could not be read. */
export async function findDataProblems(db: Database, asked: Asked): Promise<DataProblem[]> {
  return [
    ...(await findEmptyOfTypes(db, asked)),
    ...(await findEmptyColumns(db, asked)),
    ...(await findAbsentTypes(db, asked)),
    ...(await findDrift(db, asked)),
  ];
}

async function findEmptyOfTypes(db: Database, { table, window, filters }: Asked): Promise<DataProblem[]> {
  const { sql, params } = eventSource(table, window, filters);
  const counted = EVENT_COLUMNS.map(([name]) => `count(${name}) AS ${name}`).join(', ');
  const rows = await db.rows<Record<string, number | string>>(
    `SELECT event_type AS "type", count(*) AS n, ${counted.replace('count(event_type) AS event_type, ', '')} FROM ${sql}
     WHERE event_type IN (${Object.keys(NEEDED)
       .map((type) => `'${type}'`)
       .join(', ')}) GROUP BY event_type ORDER BY event_type`,
    params,
  );
  return rows.flatMap((row) => {
    const empty = (NEEDED[String(row['type'])] ?? []).filter((column) => row[column] === 0);
    return empty.map((column): DataProblem => {
      const finding = `${column} is null in all ${row['n']} rows of ${row['type']}`;
      return { kind: 'empty column', finding };
    });
  });
}

async function findEmptyColumns(db: Database, { table, window, filters }: Asked): Promise<DataProblem[]> {
  const { sql, params } = rowCondition(table, window, filters);
  const names = table.columns.map(({ name }) => name);
  const [row] = await db.rows<Record<string, number>>(
    `SELECT count(*) AS _n, ${names.map((name) => `count(${sqlName(name)}) AS ${sqlName(name)}`).join(', ')}
     FROM ${sqlName(table.name)} WHERE ${sql}`,
    params,
  );
  const empty = names.filter((name) => row?.[name] === 0);
  if (empty.length === 0 || row?.['_n'] === 0) return [];
  const finding = `in no row of this time there is a value of ${empty.join(', ')}`;
  return [{ kind: 'empty column', finding }];
}

async function findAbsentTypes(db: Database, { table, window, filters, tz }: Asked): Promise<DataProblem[]> {
  const { sql, params } = eventSource(table, ALL, filters);
  const isWithin = [
    window.sinceMs === undefined ? 'true' : '_time >= epoch_ms($since_ms::BIGINT)::TIMESTAMPTZ',
    window.untilMs === undefined ? 'true' : '_time < epoch_ms($until_ms::BIGINT)::TIMESTAMPTZ',
  ].join(' AND ');
  const seen = await db.rows<{ event_type: string; within: number; last: Date | null }>(
    `SELECT event_type, count(*) FILTER (WHERE ${isWithin}) AS within, max(_time) AS last
     FROM ${sql} WHERE event_type IS NOT NULL GROUP BY event_type ORDER BY event_type`,
    { ...params, since_ms: window.sinceMs ?? 0, until_ms: window.untilMs ?? 0 },
  );
  const gone = seen.filter(({ within }) => within === 0);
  const known = new Set(seen.map(({ event_type }) => event_type));
  // With a filter, types that do not have its column are no surprise.
  const never = filters.length > 0 ? [] : Object.keys(metricsEvents).filter((type) => !known.has(type));
  return [
    ...gone.map(({ event_type, last }): DataProblem => {
      const when = last === null ? '' : `; the last of all was at ${zonedText(last.getTime(), tz)}`;
      return { kind: 'absent event', finding: `no ${event_type} in this time${when}` };
    }),
    ...(never.length > 0
      ? [{ kind: 'absent event' as const, finding: `never logged: ${never.join(', ')}` }]
      : []),
  ];
}

async function findDrift(db: Database, { table }: Asked): Promise<DataProblem[]> {
  const drift = await db.rows<{ said: string }>(
    `SELECT said FROM parqueue.drift WHERE starts_with(said, $prefix) ORDER BY said`,
    { prefix: `${table.name}.` },
  );
  const [bad] = await db.rows<{ n: number }>(
    'SELECT count(problem) AS n FROM parqueue.files WHERE table_name = $name',
    { name: table.name },
  );
  const count = bad?.n ?? 0;
  return [
    ...drift.map(({ said }): DataProblem => ({ kind: 'drift', finding: said })),
    ...(count > 0
      ? [{ kind: 'unread file' as const, finding: `${count} files are left out; parqueue doctor names them` }]
      : []),
  ];
}
