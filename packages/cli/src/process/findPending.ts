import type { CachedTable, Database, SqlParams } from '../cache/database.ts';
import type { MediaReference } from '../cache/readMedia.ts';
import { sqlName, sqlText } from '../cache/sqlText.ts';
import { CommandError, usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { type RowFilter, rowCondition } from '../queries/rowFilter.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';
import type { Outcome } from './resultSpool.ts';

export type Order = 'newest' | 'oldest' | 'shortest' | 'random';

/** A recording without a result. */
export interface PendingRecording {
  readonly id: string;
  readonly column: string;
  readonly media: MediaReference;
  /** Epoch milliseconds. */
  readonly startMs: number | null;
  readonly durationS: number | null;
  /** Tries so far. */
  readonly attempts: number;
  /** Where its row lies, in the cache. */
  readonly file: string;
  readonly row: number;
}

/** What goes to the processor at once. */
export interface PendingSequence {
  readonly table: string;
  /** The `original_id`, or the id of the only recording. */
  readonly group: string;
  readonly startMs: number | null;
  /** In the order of their start. */
  readonly recordings: readonly PendingRecording[];
}

export interface PendingWish {
  readonly key: string;
  /** Only that table; undefined: all with recordings. */
  readonly table: string | undefined;
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  /** The column whose equal values make a sequence; undefined: each recording is one. */
  readonly groupBy: string | undefined;
  readonly maxGroup: number;
  readonly order: Order;
  /** Decides the order `random`. */
  readonly seed: number;
  /** An expression of SQL over the columns of the table: what is greatest, or true, comes first. */
  readonly priority: string | undefined;
  /** Only what failed, whatever it was and however often. */
  readonly isRetry: boolean;
  readonly maxAttempts: number;
  /** Also chunks in which nobody speaks. */
  readonly withSilence: boolean;
  readonly shard: { readonly index: number; readonly count: number };
}

/** The recordings that wait, in the order in which they are to be processed. */
export interface Pending {
  readonly sequenceCount: number;
  readonly recordingCount: number;
  /** A page of sequences. */
  page(offset: number, limit: number): Promise<PendingSequence[]>;
}

/**
 * All recordings that have no result of that key: none that is done, and not too many failures.
 *
 * @throws {CommandError} (exit 3) when no table has recordings; (exit 2) when a filter or expression names what is not there.
 */
export async function findPending(
  db: Database,
  wish: PendingWish,
  known: readonly Outcome[],
): Promise<Pending> {
  const tables = tablesOf(db, wish);
  const params: Record<string, string | number> = {
    key: wish.key,
    max_attempts: wish.maxAttempts,
    shard_count: wish.shard.count,
    shard_index: wish.shard.index,
  };
  const parts = tables.map((table) => {
    const condition = rowCondition(table, wish.window, wish.filters);
    Object.assign(params, condition.params as SqlParams);
    return table.mediaColumns
      .map((column) => recordingsOf(table, column, wish, condition.sql))
      .join(' UNION ALL ');
  });
  await keepKnown(db, known);
  // What a row says can reach nothing by the expression of --priority.
  const isWanted = wish.isRetry
    ? `l.status IN ('error', 'invalid')`
    : `l.status IS NULL OR (l.status = 'error' AND l.attempts < $max_attempts::INTEGER)`;
  const from = `WITH found AS (${parts.join(' UNION ALL ')}),
    latest AS (
      SELECT recording_id, arg_max(status, {'at': started_at, 'attempt': attempt}) AS status, max(attempt) AS attempts
      FROM (${resultsOf(db)}) GROUP BY recording_id
    ),
    pending AS (
      SELECT f.*, coalesce(l.attempts, 0) AS attempts FROM found f LEFT JOIN latest l ON l.recording_id = f.id
      WHERE (${isWanted}) AND hash(f.grp) % $shard_count::UBIGINT = $shard_index::UBIGINT
    ),
    cut AS (
      SELECT *, (row_number() OVER (PARTITION BY tbl, grp ORDER BY start_ms, id) - 1) // ${wish.maxGroup} AS part FROM pending
    ),
    sequences AS (
      SELECT tbl, grp, part, min(start_ms) AS first_ms, max(start_ms) AS last_ms, sum(duration_s) AS duration_s, max(priority) AS priority,
        list({'id': id, 'column': col, 'media': media, 'startMs': start_ms, 'durationS': duration_s, 'attempts': attempts, 'file': file, 'row': row_number}
          ORDER BY start_ms, id) AS recordings
      FROM cut GROUP BY tbl, grp, part
    )`;
  const [count] = await db
    .rows<{ n: number; recordings: number }>(
      `${from} SELECT count(*) AS n, coalesce(sum(len(recordings)), 0)::BIGINT AS recordings FROM sequences`,
      params,
    )
    .catch((error: unknown) => {
      if (wish.priority === undefined) throw error;
      throw usageError(
        `--priority "${wish.priority}": ${(error as Error).message}; name the table with --table`,
      );
    });
  return {
    sequenceCount: count?.n ?? 0,
    recordingCount: count?.recordings ?? 0,
    page: async (offset, limit) =>
      (
        await db.rows<{ tbl: string; grp: string; first_ms: number | null; recordings: PendingRecording[] }>(
          `${from} SELECT * FROM sequences ORDER BY priority DESC NULLS LAST, ${ORDERS[wish.order](wish.seed)}, tbl, grp, part LIMIT ${limit} OFFSET ${offset}`,
          params,
        )
      ).map(({ tbl, grp, first_ms, recordings }) => ({
        table: tbl,
        group: grp,
        startMs: first_ms,
        recordings,
      })),
  };
}

const ORDERS: Readonly<Record<Order, (seed: number) => string>> = {
  newest: () => 'last_ms DESC NULLS LAST',
  oldest: () => 'first_ms ASC NULLS LAST',
  shortest: () => 'duration_s ASC NULLS LAST, last_ms DESC',
  random: (seed) => `hash(grp || ${sqlText(String(seed))})`,
};

function tablesOf(db: Database, { table: name, filters }: PendingWish): CachedTable[] {
  const all = name === undefined ? db.tables : [db.requireTable(name)];
  const withMedia = all.filter(({ mediaColumns }) => mediaColumns.length > 0);
  if (withMedia.length === 0)
    throw new CommandError(
      name === undefined ? 'the dataset has no table with recordings' : `${name} has no recordings`,
      EXIT.noData,
    );
  // A filter that a table cannot answer leaves the table out, as long as some other can.
  const fitting = withMedia.filter(({ columns }) =>
    filters.every((filter) => columns.some((column) => column.name === filter.column)),
  );
  return fitting.length === 0 ? withMedia : fitting;
}

function recordingsOf(table: CachedTable, column: string, wish: PendingWish, condition: string): string {
  const has = (name: string): boolean => table.columns.some((one) => one.name === name);
  const media = sqlName(column);
  const suffix = table.mediaColumns.length > 1 ? ` || ${sqlText(`:${column}`)}` : '';
  const named = ['timestamp', 'user_id'].filter(has).map((name) => `"${name}"::VARCHAR`);
  const id = has('row_id')
    ? `row_id${suffix}`
    : `md5(concat_ws('|', ${[sqlText(table.name), ...named, `${media}.path`].join(', ')}))${suffix}`;
  const start = table.columns.some(({ name, type }) => name === 'start' && type.startsWith('TIMESTAMP'))
    ? 'coalesce("start", _time)'
    : '_time';
  const duration = ['duration', 'audio_duration_s', 'duration_s'].find(has);
  const group =
    wish.groupBy !== undefined && has(wish.groupBy)
      ? `coalesce(${sqlName(wish.groupBy)}::VARCHAR, ${id})`
      : id;
  const spoken = has('has_speech') && !wish.withSilence ? ' AND has_speech IS DISTINCT FROM false' : '';
  return `SELECT ${sqlText(table.name)} AS tbl, ${id} AS id, ${sqlText(column)} AS col, ${media} AS media, ${group} AS grp,
    epoch_ms(${start}) AS start_ms, ${duration === undefined ? 'NULL' : `try_cast(${sqlName(duration)} AS DOUBLE)`} AS duration_s,
    ${wish.priority === undefined ? '0' : `try_cast((${wish.priority}) AS DOUBLE)`} AS priority, _file AS file, _row AS row_number
    FROM ${sqlName(table.name)} WHERE ${media} IS NOT NULL AND (${condition})${spoken}`;
}

/** Results of the dataset and those that it does not show yet. */
function resultsOf(db: Database): string {
  const own = 'SELECT recording_id, status, attempt, started_at FROM temp.known_results';
  if (!db.tables.some(({ name }) => name === 'transcription')) return own;
  return `${own} UNION ALL SELECT recording_id, status, attempt, started_at FROM transcription WHERE processor_key = $key`;
}

const ROWS_AT_ONCE = 1_000;

async function keepKnown(db: Database, known: readonly Outcome[]): Promise<void> {
  await db.rows(
    'CREATE OR REPLACE TEMP TABLE known_results (recording_id VARCHAR, status VARCHAR, attempt INTEGER, started_at TIMESTAMP WITH TIME ZONE)',
  );
  for (let at = 0; at < known.length; at += ROWS_AT_ONCE) {
    const values = known
      .slice(at, at + ROWS_AT_ONCE)
      .map(
        ({ recording_id, status, attempt, started_at }) =>
          `(${sqlText(recording_id)}, ${sqlText(status)}, ${attempt}, ${sqlText(started_at)})`,
      );
    await db.rows(`INSERT INTO temp.known_results VALUES ${values.join(', ')}`);
  }
}
