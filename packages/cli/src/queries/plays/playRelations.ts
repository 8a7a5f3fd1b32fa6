import type { CachedColumn, Database, SqlParams } from '../../cache/database.ts';
import { sqlName } from '../../cache/sqlText.ts';
import { type RowFilter, rowCondition } from '../rowFilter.ts';

/** A table that the queries go by: the columns that they need. A dataset may lack some, or the table. */
export interface Relation {
  /** The name of its temporary view. */
  readonly view: string;
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

export const PLAYS: Relation = {
  view: '_plays',
  table: 'play_history',
  columns: {
    row_id: 'VARCHAR',
    track_key: 'VARCHAR',
    artist: 'VARCHAR',
    title: 'VARCHAR',
    album: 'VARCHAR',
    azuracast_song_id: 'VARCHAR',
    loop_file_path: 'VARCHAR',
    ended_at: 'TIMESTAMP WITH TIME ZONE',
    duration_seconds: 'BIGINT',
    expected_duration_seconds: 'BIGINT',
    ffmpeg_pid: 'BIGINT',
    had_errors: 'BOOLEAN',
    error_message: 'VARCHAR',
    error_count: 'BIGINT',
    metadata: 'VARCHAR',
  },
};

export const ERRORS: Relation = {
  view: '_errors',
  table: 'error_log',
  columns: {
    row_id: 'VARCHAR',
    service: 'VARCHAR',
    severity: 'VARCHAR',
    message: 'VARCHAR',
    context: 'VARCHAR',
    stack_trace: 'VARCHAR',
    resolved: 'BOOLEAN',
    resolved_at: 'TIMESTAMP WITH TIME ZONE',
    play_history_id: 'VARCHAR',
  },
};

const TIME_NAMES: Readonly<Record<string, string>> = {
  _plays: 'started_at',
  _errors: '"timestamp"',
};

const ALL = { sinceMs: undefined, untilMs: undefined, said: '' };

/** A statement that defines the view of a relation, whatever the dataset has of it: what it lacks is null, what is of another type is cast. */
export function relationView(
  db: Database,
  relation: Relation,
  filters: readonly RowFilter[],
): { sql: string; params: SqlParams } {
  const { view, table: name, columns } = relation;
  const table = db.tables.find((one) => one.name === name);
  const time = TIME_NAMES[view];
  const wanted = Object.entries(columns).map(([column, type]) => {
    const there = table?.columns.find((one) => one.name === column);
    return `${there === undefined ? `NULL::${type}` : castTo(type, there)} AS ${sqlName(column)}`;
  });
  if (table === undefined) {
    const empty = `SELECT NULL::TIMESTAMP WITH TIME ZONE AS ${time}, ${wanted.join(', ')} WHERE false`;
    return { sql: `CREATE OR REPLACE TEMP VIEW ${view} AS ${empty}`, params: {} };
  }
  const condition = rowCondition(table, ALL, filters);
  // A view takes no parameters: what is filtered is kept for the time of the command.
  const kind = filters.length > 0 ? 'TABLE' : 'VIEW';
  const sql = `CREATE OR REPLACE TEMP ${kind} ${view} AS SELECT _time AS ${time}, ${wanted.join(', ')} FROM ${sqlName(name)}
    WHERE _time IS NOT NULL AND ${condition.sql}`;
  return { sql, params: condition.params };
}

/** By way of text, which every type has: not every type can be cast to every other. */
function castTo(type: string, { name, type: given }: CachedColumn): string {
  if (given === type) return sqlName(name);
  const isNumber = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(given);
  return `try_cast(${sqlName(name)}${isNumber ? '' : '::VARCHAR'} AS ${type})`;
}
