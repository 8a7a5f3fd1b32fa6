import type { CachedTable, Database } from '../cache/database.ts';
import { sqlName } from '../cache/sqlText.ts';
import { usageError } from '../commandError.ts';
import { type RowFilter, rowCondition } from '../queries/rowFilter.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';

/** Where errors lie. What each has of an error, as SQL over its own columns. */
const SOURCES: Readonly<Record<string, Source>> = {
  error_log: {
    only: 'true',
    columns: {
      service: 'service',
      severity: 'lower(severity)',
      message: 'message',
      error_type: jsonText('context', 'error_type'),
      fingerprint: jsonText('context', 'fingerprint'),
      fingerprint_text: jsonText('context', 'fingerprint_text'),
      fingerprint_rule: jsonText('context', 'fingerprint_rule'),
      stack: 'stack_trace',
      context: 'context',
      resolved: 'coalesce(resolved, false)',
      resolved_at: 'resolved_at',
    },
  },
  metrics_event: {
    only: "event_type IN ('error', 'synthesis_error')",
    columns: {
      service: 'event_type',
      severity: "'error'",
      message: jsonText('data', 'message'),
      error_type: jsonText('data', 'name'),
      fingerprint: jsonText('data', 'fingerprint'),
      stack: jsonText('data', 'traceback'),
      context: 'data',
    },
  },
  recitation_error: {
    only: 'true',
    columns: {
      service: "'recitation'",
      severity: "'error'",
      message: 'error_message',
      context: "json_object('verse_ref', verse_ref)",
    },
  },
};

interface Source {
  readonly only: string;
  readonly columns: Readonly<Record<string, string>>;
}

const ERROR_TABLES = Object.keys(SOURCES);

const COLUMNS: readonly (readonly [name: string, missing: string])[] = [
  ['service', 'NULL::VARCHAR'],
  ['severity', 'NULL::VARCHAR'],
  ['message', 'NULL::VARCHAR'],
  ['error_type', 'NULL::VARCHAR'],
  ['fingerprint', 'NULL::VARCHAR'],
  ['fingerprint_text', 'NULL::VARCHAR'],
  ['fingerprint_rule', 'NULL::VARCHAR'],
  ['stack', 'NULL::VARCHAR'],
  ['context', 'NULL::VARCHAR'],
  ['resolved', 'false'],
  ['resolved_at', 'NULL::TIMESTAMPTZ'],
];

/** How errors without a fingerprint are put together, in words. */
const OWN_RULE =
  'no fingerprint in the row: by table, error type and first line of the message, numbers and ids left out';

export interface ErrorWish {
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  /** Only of this table. */
  readonly table?: string | undefined;
}

/** All errors that are asked for, as a relation, and the values that it names. */
export interface ErrorRelation {
  readonly sql: string;
  readonly params: Readonly<Record<string, string | number | boolean | bigint | null>>;
  readonly tables: readonly CachedTable[];
}

/** @throws {CommandError} where no table that is there fits. */
export function errorRelation(db: Database, { window, filters, table }: ErrorWish): ErrorRelation {
  if (table !== undefined && SOURCES[table] === undefined)
    throw usageError(`--table: errors are in ${ERROR_TABLES.join(', ')}, not in ${table}`);
  const there = db.tables.filter(({ name }) => SOURCES[name] && (table ?? name) === name);
  // A filter by a column of one table asks for errors of that table.
  const fitting = there.filter(({ columns }) =>
    filters.every(({ column }) => columns.some(({ name }) => name === column)),
  );
  const tables = fitting.length > 0 ? fitting : [there[0] ?? db.requireTable(table ?? 'error_log')];
  const parts = tables.map((one) => {
    const condition = rowCondition(one, window, filters);
    return { sql: selectOf(one, condition.sql), params: condition.params };
  });
  return {
    sql: `(SELECT * REPLACE (
        coalesce(fingerprint, sha256(own_text)[1:16]) AS fingerprint, coalesce(fingerprint_text, CASE WHEN fingerprint IS NULL THEN own_text END) AS fingerprint_text,
        coalesce(fingerprint_rule, CASE WHEN fingerprint IS NULL THEN $own_rule ELSE 'as it came with the row' END) AS fingerprint_rule
      ) FROM (${parts.map(({ sql }) => sql).join(' UNION ALL ')}))`,
    params: Object.assign({ own_rule: OWN_RULE }, ...parts.map(({ params }) => params)),
    tables,
  };
}

function selectOf(table: CachedTable, condition: string): string {
  const { only, columns } = SOURCES[table.name] as Source;
  const own = COLUMNS.map(([name, missing]) => `${columns[name] ?? missing} AS ${name}`).join(', ');
  const id = table.columns.some(({ name }) => name === 'row_id') ? 'row_id' : 'NULL::VARCHAR';
  const normal = [
    [String.raw`\n.*`, ''],
    [String.raw`\b[a-z][a-z0-9+.-]*://\S+`, '<url>'],
    [String.raw`\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{8,}\b`, '<id>'],
    [String.raw`\d+([.,]\d+)*`, '<n>'],
  ].reduce((text, [pattern, sign]) => `regexp_replace(${text}, '${pattern}', '${sign}', 'gis')`, 'message');
  return `SELECT *, concat_ws(chr(10), table_name, error_type, ${normal}) AS own_text FROM (
    SELECT '${table.name}' AS table_name, ${id} AS row_id, _time AS time, _file, _row, ${own}
    FROM ${sqlName(table.name)} WHERE ${only} AND ${condition})`;
}

function jsonText(column: string, key: string): string {
  return `json_extract_string(try_cast(${column} AS JSON), '$.${key}')`;
}
