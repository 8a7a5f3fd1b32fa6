import { metricsEvents } from '@parqueue/schema/presets';
import type { Database } from '../cache/database.ts';
import type { Condition } from '../queries/rowFilter.ts';
import type { CheckReport, Finding } from './finding.ts';

/** What each kind should bring, where it brings nothing a chart stays empty. */
const EXPECTED_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  synthesis_queued: ['queue_depth'],
  synthesis_started: ['queue_wait_ms'],
  synthesis_complete: [
    'queue_wait_ms',
    'worker_latency_ms',
    'total_latency_ms',
    'audio_duration_ms',
    'text_length',
  ],
  synthesis_error: ['data'],
  request_complete: ['endpoint', 'status_code', 'duration_ms'],
  eviction_triggered: ['data'],
};

/** What to do about a column that is empty in a kind. */
const ADVICE: Readonly<Record<string, string>> = {
  queue_wait_ms:
    'log it from the clock of the job (timer), or reckon it from synthesis_queued and synthesis_started by request_id',
};

/** Whether events that are expected come at all, and bring what they should. */
export async function checkEvents(
  db: Database,
  { condition, expected }: { condition: Condition; expected: readonly string[] | undefined },
): Promise<CheckReport> {
  db.requireTable('metrics_event');
  const columns = [...new Set(Object.values(EXPECTED_COLUMNS).flat())];
  const counts = columns.map((column) => `count(${column}) AS ${column}`).join(', ');
  const kinds = await db.rows<Record<string, unknown>>(
    `SELECT event_type, count(*) AS n, ${counts} FROM metrics_event WHERE ${condition.sql} GROUP BY event_type ORDER BY event_type`,
    condition.params,
  );
  const there = new Set(kinds.map((kind) => kind['event_type']));
  const known = Object.keys(metricsEvents);
  const absent = (expected ?? known).filter((type) => !there.has(type));
  const findings: Finding[] = [
    ...absent.map(
      (type): Finding => ({
        level: expected === undefined ? 'note' : 'error',
        rule: 'absent-event',
        where: type,
        said: 'did not occur once in that time',
      }),
    ),
    ...kinds.flatMap((kind) => emptyColumns(kind)),
    ...kinds
      .filter(({ event_type }) => !known.includes(String(event_type)))
      .map(
        (kind): Finding => ({
          level: 'note',
          rule: 'unknown-event',
          where: String(kind['event_type'] ?? '(no event_type)'),
          said: `is none of the catalogue; ${kind['n']} rows`,
        }),
      ),
  ];
  return { lookedAt: kinds.reduce((sum, kind) => sum + Number(kind['n']), 0), findings };
}

function emptyColumns(kind: Readonly<Record<string, unknown>>): Finding[] {
  const type = String(kind['event_type']);
  return (EXPECTED_COLUMNS[type] ?? [])
    .filter((column) => kind[column] === 0)
    .map((column) => ({
      level: 'warning',
      rule: 'empty-in-event',
      where: `${type}.${column}`,
      said: `is empty in all ${kind['n']} of them${ADVICE[column] === undefined ? '' : `: ${ADVICE[column]}`}`,
    }));
}
