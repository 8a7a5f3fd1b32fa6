import type { DuckDBConnection } from '@duckdb/node-api';
import { CommandError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { jsRow } from './jsRow.ts';
import { MEDIA_TYPE } from './rowTable.ts';

/** A value for a `$name` in SQL. */
export type SqlValue = string | number | boolean | bigint | null;
export type SqlParams = Readonly<Record<string, SqlValue>>;

export interface CachedColumn {
  readonly name: string;
  /** DuckDB's type. A recording is `STRUCT(path VARCHAR, file VARCHAR, "row" BIGINT)`. */
  readonly type: string;
}

/** A table of the dataset, as it is in the cache: the view by its name, all revisions in `<name>_rows`. */
export interface CachedTable {
  readonly name: string;
  readonly format: 'parquet' | 'jsonl';
  /** Its own columns, without `_file`, `_row`, `_time` and `_current`. */
  readonly columns: readonly CachedColumn[];
  readonly hasRevisions: boolean;
  /** What `_time` comes from. */
  readonly timeColumn: string | undefined;
  /** Columns of recordings. */
  readonly mediaColumns: readonly string[];
}

/** A generation of the cache, open for reading. */
export interface Database {
  readonly tables: readonly CachedTable[];
  /** Epoch milliseconds. */
  readonly syncedAt: number;
  /** The dataset's revision that was read. */
  readonly revision: string;
  /**
   * Asks. Values go in by `$name`, never as text of the statement. Times come as Date, whole numbers as number where they fit, else bigint.
   *
   * @throws {CommandError} with what DuckDB says.
   */
  rows<R = Record<string, unknown>>(sql: string, params?: SqlParams): Promise<R[]>;
  /** @throws {CommandError} (exit 3) naming the tables that are there. */
  requireTable(name: string): CachedTable;
  /** Ends the statement that runs. */
  interrupt(): void;
  close(): void;
}

export async function readDatabase(
  connection: DuckDBConnection,
  { close, syncedAt, revision }: { close: () => void; syncedAt: number; revision: string },
): Promise<Database> {
  const rows: Database['rows'] = async <R>(sql: string, params: SqlParams = {}) => {
    // DuckDB takes only the values that the statement names.
    const named = Object.fromEntries(
      Object.entries(params).filter(([name]) => new RegExp(`\\$${name}\\b`).test(sql)),
    );
    const reader = await connection.runAndReadAll(sql, named).catch((error: unknown) => {
      throw new CommandError(error instanceof Error ? error.message : String(error));
    });
    return reader.getRowObjectsJS().map(jsRow) as R[];
  };
  const tables = await readTables(rows);
  return {
    tables,
    syncedAt,
    revision,
    rows,
    requireTable(name) {
      const found = tables.find((table) => table.name === name);
      if (found !== undefined) return found;
      const there = tables.map((table) => table.name).join(', ') || 'none';
      throw new CommandError(`the dataset has no table ${name}; there are: ${there}`, EXIT.noData);
    },
    interrupt: () => connection.interrupt(),
    close,
  };
}

async function readTables(rows: Database['rows']): Promise<CachedTable[]> {
  const columns = await rows<{ table_name: string; column_name: string; data_type: string }>(
    `SELECT table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema = 'main' AND table_name LIKE '%\\_rows' ESCAPE '\\' ORDER BY table_name, ordinal_position`,
  );
  const tables = await rows<TableRow>('SELECT * FROM parqueue.tables ORDER BY rank, name');
  return tables.map(({ name, format, has_revisions, time_column, media_columns }) => ({
    name,
    format,
    hasRevisions: has_revisions,
    timeColumn: time_column ?? undefined,
    mediaColumns: media_columns,
    columns: columns
      .filter(({ table_name, column_name }) => table_name === `${name}_rows` && !column_name.startsWith('_'))
      .map(({ column_name, data_type }) => ({
        name: column_name,
        type: data_type.startsWith('STRUCT') && media_columns.includes(column_name) ? MEDIA_TYPE : data_type,
      })),
  }));
}

interface TableRow {
  readonly name: string;
  readonly format: 'parquet' | 'jsonl';
  readonly has_revisions: boolean;
  readonly time_column: string | null;
  readonly media_columns: string[];
}
