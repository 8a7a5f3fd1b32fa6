import type { DuckDBConnection } from '@duckdb/node-api';
import type { FetchedFile, SourceFile } from './datasetSource.ts';
import { MEDIA } from './duckTypeOf.ts';
import { type Incoming, incomingJsonLines, incomingParquet } from './incoming.ts';
import { insertRows } from './insertRows.ts';
import type { PlannedTable } from './planTables.ts';
import type { CardColumn } from './readCard.ts';
import { createRowTable, rowsName, timeExpression, typeInCache } from './rowTable.ts';
import { sqlName } from './sqlText.ts';
import { widenType } from './widenType.ts';

/** A file that is here and is to be read. */
export interface LocalFile extends FetchedFile {
  readonly file: SourceFile;
}

export interface LoadReport {
  readonly rowCount: number;
  /** Files that could not be read, and why. */
  readonly bad: readonly { readonly path: string; readonly problem: string }[];
  /** Columns that came otherwise than declared, in words. */
  readonly drift: readonly string[];
}

/** Files that are read in one statement. */
const BATCH_FILES = 200;

/** Reads files into the rows of a table. A file that cannot be read is left out and named; the others are not disturbed. */
export async function loadTable(
  connection: DuckDBConnection,
  table: PlannedTable,
  files: readonly LocalFile[],
): Promise<LoadReport> {
  await connection.run(createRowTable(table.name, table.columns));
  const report = { rowCount: 0, bad: [] as { path: string; problem: string }[], drift: new Set<string>() };
  const batches: (readonly LocalFile[])[] = [];
  for (let at = 0; at < files.length; at += BATCH_FILES) batches.push(files.slice(at, at + BATCH_FILES));
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    try {
      report.rowCount += await loadBatch(connection, table, batch, report.drift);
    } catch (error) {
      const [only] = batch;
      const half = Math.ceil(batch.length / 2);
      if (batch.length > 1) batches.unshift(batch.slice(0, half), batch.slice(half));
      else if (only !== undefined) report.bad.push({ path: only.file.path, problem: problemOf(error, only) });
    }
  }
  return { ...report, drift: [...report.drift] };
}

/** One line, without the place on this machine. */
function problemOf(error: unknown, { localPath, file }: LocalFile): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? text).replaceAll(localPath, file.path).slice(0, 300);
}

async function loadBatch(
  connection: DuckDBConnection,
  table: PlannedTable,
  files: readonly LocalFile[],
  drift: Set<string>,
): Promise<number> {
  const paths = files.map(({ localPath }) => localPath);
  const read = table.format === 'jsonl' ? incomingJsonLines : incomingParquet;
  const incoming = await read(connection, paths);
  const nameless = await filesWithoutNames(connection, incoming);
  if (nameless.size > 0 && nameless.size < files.length) {
    // Their recordings are told by their bytes, which the other files may not have here.
    const named = files.filter(({ localPath }) => !nameless.has(localPath));
    const others = files.filter(({ localPath }) => nameless.has(localPath));
    return (
      (await loadBatch(connection, table, named, drift)) + (await loadBatch(connection, table, others, drift))
    );
  }
  const isNamed = nameless.size === 0;
  await connection.run('CREATE OR REPLACE TEMP TABLE paths (filename VARCHAR, path VARCHAR)');
  const places = files.map(({ localPath, file }) => [localPath, file.path]);
  await insertRows(connection, 'INSERT INTO temp.paths', places);
  const known = await columnsInCache(connection, table.name);
  const target = await growTable(connection, { table, incoming, known, drift });
  const selected = incoming.columns.map(({ name, type }) =>
    selectOf(name, type, { target: target.get(name) ?? type, isNamed }),
  );
  const all = [...incoming.columns.map(({ name }) => ({ name, type: target.get(name) ?? 'VARCHAR' }))];
  const result = await connection.run(
    `INSERT INTO ${rowsName(table.name)} BY NAME
     SELECT *, ${timeExpression(all)} AS _time, true AS _current FROM (
       SELECT ${[...selected, 'p.path AS _file', 'i.file_row_number AS _row'].join(', ')}
       FROM ${incoming.relation} i JOIN temp.paths p ON p.filename = i.filename)`,
  );
  return result.rowsChanged;
}

async function columnsInCache(connection: DuckDBConnection, table: string): Promise<Map<string, string>> {
  const rows = (await connection.runAndReadAll(`DESCRIBE ${rowsName(table)}`)).getRowObjectsJS();
  return new Map(rows.map((row) => [String(row['column_name']), String(row['column_type'])]));
}

interface Growth {
  readonly table: PlannedTable;
  readonly incoming: Incoming;
  readonly known: ReadonlyMap<string, string>;
  readonly drift: Set<string>;
}

/** Adds the columns that are new and widens those that came otherwise; the types by name. */
async function growTable(
  connection: DuckDBConnection,
  { table, incoming, known, drift }: Growth,
): Promise<ReadonlyMap<string, string>> {
  const target = new Map<string, string>();
  const alter = (rest: string) => connection.run(`ALTER TABLE ${rowsName(table.name)} ${rest}`);
  for (const column of incoming.columns) {
    const { name, type } = column;
    const before = known.get(name);
    if (before === undefined) {
      await alter(`ADD COLUMN ${sqlName(name)} ${typeInCache(type)}`);
      if (table.columns.length > 0) drift.add(`${table.name}.${name}: is not declared, came as ${type}`);
      target.set(name, typeInCache(type));
      continue;
    }
    const wide = type === MEDIA ? before : await wideType(connection, incoming, column, before);
    if (wide !== before) {
      await alter(`ALTER COLUMN ${sqlName(name)} TYPE ${wide}`);
      drift.add(`${table.name}.${name}: was ${before}, came as ${type}, is kept as ${wide}`);
    }
    target.set(name, wide);
  }
  return target;
}

async function wideType(
  connection: DuckDBConnection,
  { relation }: Incoming,
  { name, type }: CardColumn,
  before: string,
): Promise<string> {
  const wide = widenType(before, type);
  if (wide.kind !== 'try') return wide.type;
  const column = sqlName(name);
  const lost = await connection.runAndReadAll(
    `SELECT count(*) FILTER (WHERE ${column} IS NOT NULL AND try_cast(${column} AS ${before}) IS NULL)::INTEGER AS lost FROM ${relation}`,
  );
  return lost.getRowObjectsJS()[0]?.['lost'] === 0 ? before : 'VARCHAR';
}

interface Selected {
  /** Its type in the cache. */
  readonly target: string;
  /** Whether recordings have names, as those of this project do. */
  readonly isNamed: boolean;
}

function selectOf(name: string, type: string, { target, isNamed }: Selected): string {
  const column = sqlName(name);
  if (type === MEDIA) {
    const path = isNamed ? `i.${column}.path` : "p.path || '#' || i.file_row_number";
    const isThere = isNamed ? `${path} IS NOT NULL` : `i.${column}.bytes IS NOT NULL`;
    return `CASE WHEN ${isThere} THEN {'path': ${path}, 'file': p.path, 'row': i.file_row_number} END AS ${column}`;
  }
  return type === target ? `i.${column}` : `try_cast(i.${column} AS ${target}) AS ${column}`;
}

/** Files in which no recording has a name: other programs leave it out. */
async function filesWithoutNames(
  connection: DuckDBConnection,
  { relation, columns }: Incoming,
): Promise<ReadonlySet<string>> {
  const media = columns
    .filter(({ type }) => type === MEDIA)
    .map(({ name }) => `count(${sqlName(name)}.path)`);
  if (media.length === 0) return new Set();
  const reader = await connection.runAndReadAll(
    `SELECT filename FROM ${relation} GROUP BY filename HAVING ${media.join(' + ')} = 0`,
  );
  return new Set(reader.getRowObjectsJS().map((row) => String(row['filename'])));
}
