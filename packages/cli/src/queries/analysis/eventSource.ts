import type { CachedTable, SqlParams } from '../../cache/database.ts';
import { sqlName } from '../../cache/sqlText.ts';
import type { TimeWindow } from '../../windows/timeWindow.ts';
import { type RowFilter, rowCondition } from '../rowFilter.ts';

/** Events that are asked for, to stand after FROM. */
export interface EventSource {
  readonly sql: string;
  readonly params: SqlParams;
}

const TEXTS = ['row_id', 'event_type', 'model_slug', 'variant_hash', 'processor_route', 'endpoint'];
const KEYS = ['user_id', 'document_id', 'request_id'];
const NUMBERS = [
  'text_length',
  'queue_wait_ms',
  'worker_latency_ms',
  'total_latency_ms',
  'audio_duration_ms',
  'queue_depth',
  'status_code',
  'duration_ms',
  'block_idx',
];
/** The columns that analyses read, with the types that they are read as. */
export const EVENT_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ...[...TEXTS, ...KEYS].map((name) => [name, 'VARCHAR'] as const),
  ...NUMBERS.map((name) => [name, 'DOUBLE'] as const),
  ['cache_hit', 'BOOLEAN'],
  ['data', 'VARCHAR'],
];

/**
 * The events of a table within the window that fit every filter, with all of {@link EVENT_COLUMNS}: one that the table does not have is
 * null, and a value of another type that cannot be read as it should is null too.
 */
export function eventSource(
  table: CachedTable,
  window: TimeWindow,
  filters: readonly RowFilter[],
): EventSource {
  const { sql, params } = rowCondition(table, window, filters);
  const there = new Map(table.columns.map(({ name, type }) => [name, type]));
  const columns = EVENT_COLUMNS.map(([name, type]) => {
    const given = there.get(name);
    if (given === undefined) return `NULL::${type} AS ${name}`;
    return given === type ? sqlName(name) : `try_cast(${sqlName(name)} AS ${type}) AS ${name}`;
  });
  return { sql: `(SELECT _time, ${columns.join(', ')} FROM ${sqlName(table.name)} WHERE ${sql})`, params };
}

/** A text out of `data`. */
export const dataText = (key: string): string =>
  `json_extract_string(CASE WHEN json_valid(data) THEN data END, '$.${key}')`;

/** A number out of `data`. */
export const dataNumber = (key: string): string => `try_cast(${dataText(key)} AS DOUBLE)`;
