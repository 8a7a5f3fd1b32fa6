import type { DuckDBConnection } from '@duckdb/node-api';
import { CACHE_TABLES } from './cacheTables.ts';
import type { Listing, SourceFile } from './datasetSource.ts';
import { MEDIA } from './duckTypeOf.ts';
import { insertRows } from './insertRows.ts';
import { type LocalFile, loadTable } from './loadTable.ts';
import { type PlannedTable, planTables } from './planTables.ts';
import type { CardColumn } from './readCard.ts';
import { createRowTable, currentView, markCurrent, rowsName, timeColumnOf } from './rowTable.ts';
import { sqlList, sqlText } from './sqlText.ts';

export interface GenerationReport {
  readonly addedFiles: number;
  readonly removedFiles: number;
  readonly addedRows: number;
  readonly bad: readonly { readonly path: string; readonly problem: string }[];
  readonly drift: readonly string[];
}

/** A file as the generation before knows it. */
export interface KnownFile {
  readonly path: string;
  readonly oid: string;
  readonly isSlim: boolean;
}

export async function readKnownFiles(connection: DuckDBConnection): Promise<Map<string, KnownFile>> {
  await connection.run(CACHE_TABLES);
  const reader = await connection.runAndReadAll('SELECT path, oid, is_slim FROM parqueue.files');
  return new Map(
    reader.getRowObjectsJS().map((row) => {
      const path = String(row['path']);
      return [path, { path, oid: String(row['oid']), isSlim: row['is_slim'] === true }];
    }),
  );
}

/** Brings a generation from what it knows to a listing: new files are read, rows of files that are gone go. */
export async function writeGeneration(
  connection: DuckDBConnection,
  listing: Listing,
  fetched: ReadonlyMap<string, LocalFile>,
): Promise<GenerationReport> {
  const known = await readKnownFiles(connection);
  const listed = new Map(listing.files.map((file) => [file.path, file]));
  const gone = [...known.values()]
    .filter(({ path, oid }) => listed.get(path)?.oid !== oid)
    .map(({ path }) => path);
  const report = {
    addedFiles: 0,
    removedFiles: gone.length,
    addedRows: 0,
    bad: [] as GenerationReport['bad'][number][],
    drift: [] as string[],
  };
  for (const [rank, table] of planTables(listing.readme, listing.files).entries()) {
    const fresh = table.files.filter((file) => known.get(file.path)?.oid !== file.oid);
    const files = fresh.map((file) => fetched.get(file.path)).filter((file) => file !== undefined);
    const loaded = await refreshTable(connection, table, { files, gone });
    report.addedFiles += files.length - loaded.bad.length;
    report.addedRows += loaded.rowCount;
    report.bad.push(...loaded.bad);
    report.drift.push(...loaded.drift);
    await recordTable(connection, table, rank);
    await recordFiles(connection, table, files, loaded.bad);
  }
  await forget(connection, gone);
  for (const said of report.drift)
    await connection.run(`INSERT OR IGNORE INTO parqueue.drift VALUES (${sqlText(said)})`);
  // Of files that were here without their recordings, and came again with them.
  for (const file of fetched.values())
    if (known.get(file.file.path)?.oid === file.file.oid) await recordPlace(connection, file);
  return report;
}

async function refreshTable(
  connection: DuckDBConnection,
  table: PlannedTable,
  { files, gone }: { files: readonly LocalFile[]; gone: readonly string[] },
) {
  const rows = rowsName(table.name);
  await connection.run(createRowTable(table.name, table.columns));
  const hadRevisions = (await columnsOf(connection, table.name)).some(({ name }) => name === 'revision');
  await connection.run('CREATE OR REPLACE TEMP TABLE touched (row_id VARCHAR)');
  const touch = async (where: string): Promise<void> => {
    const hasRevisions = (await columnsOf(connection, table.name)).some(({ name }) => name === 'revision');
    if (hasRevisions)
      await connection.run(`INSERT INTO temp.touched SELECT DISTINCT row_id FROM ${rows} WHERE ${where}`);
  };
  if (gone.length > 0) {
    if (hadRevisions) await touch(`_file IN (SELECT unnest(${sqlList(gone)}))`);
    await connection.run(`DELETE FROM ${rows} WHERE _file IN (SELECT unnest(${sqlList(gone)}))`);
  }
  const loaded = await loadTable(connection, table, files);
  if (files.length > 0)
    await touch(`_file IN (SELECT unnest(${sqlList(files.map(({ file }) => file.path))}))`);
  const columns = await columnsOf(connection, table.name);
  const hasRevisions =
    columns.some(({ name }) => name === 'revision') && columns.some(({ name }) => name === 'row_id');
  if (hasRevisions) await connection.run(markCurrent(table.name));
  await connection.run(currentView(table.name, columns, hasRevisions));
  return loaded;
}

async function columnsOf(connection: DuckDBConnection, table: string): Promise<CardColumn[]> {
  const reader = await connection.runAndReadAll(`DESCRIBE ${rowsName(table)}`);
  return reader
    .getRowObjectsJS()
    .map((row) => {
      const type = String(row['column_type']);
      return {
        name: String(row['column_name']),
        type: /^STRUCT\(path VARCHAR, file VARCHAR/.test(type) ? MEDIA : type,
      };
    })
    .filter(({ name }) => !name.startsWith('_'));
}

async function recordTable(connection: DuckDBConnection, table: PlannedTable, rank: number): Promise<void> {
  const columns = await columnsOf(connection, table.name);
  const hasRevisions =
    columns.some(({ name }) => name === 'revision') && columns.some(({ name }) => name === 'row_id');
  const time = timeColumnOf(columns);
  const media = columns.filter(({ type }) => type === MEDIA).map(({ name }) => name);
  await connection.run(
    `INSERT OR REPLACE INTO parqueue.tables VALUES (${sqlText(table.name)}, ${sqlText(table.format)}, ${hasRevisions},
     ${time === undefined ? 'NULL' : sqlText(time)}, ${sqlList(media)}::VARCHAR[], ${rank})`,
  );
  await connection.run(`DELETE FROM parqueue.declared WHERE table_name = ${sqlText(table.name)}`);
  await insertRows(
    connection,
    'INSERT INTO parqueue.declared',
    table.columns.map(({ name, type }, i) => [table.name, name, type, i]),
  );
}

async function recordFiles(
  connection: DuckDBConnection,
  table: PlannedTable,
  files: readonly LocalFile[],
  bad: GenerationReport['bad'],
): Promise<void> {
  const problems = new Map(bad.map(({ path, problem }) => [path, problem]));
  await insertRows(
    connection,
    'INSERT OR REPLACE INTO parqueue.files',
    files.map(({ file, localPath, isSlim }) => [
      file.path,
      file.oid,
      file.sizeBytes,
      table.name,
      localPath,
      isSlim,
      problems.get(file.path) ?? null,
    ]),
  );
}

const recordPlace = (connection: DuckDBConnection, { file, localPath, isSlim }: LocalFile) =>
  connection.run(
    `UPDATE parqueue.files SET local_path = ${sqlText(localPath)}, is_slim = ${isSlim} WHERE path = ${sqlText(file.path)} AND oid = ${sqlText(file.oid)}`,
  );

/** Files that are gone, unless they came back with another content. */
async function forget(connection: DuckDBConnection, gone: readonly string[]): Promise<void> {
  if (gone.length === 0) return;
  await connection.run(
    `DELETE FROM parqueue.files f WHERE path IN (SELECT unnest(${sqlList(gone)})) AND NOT EXISTS (
       SELECT 1 FROM temp.kept k WHERE k.path = f.path AND k.oid = f.oid)`,
  );
}

/** What is listed, for {@link forget}. */
export async function recordListing(
  connection: DuckDBConnection,
  files: readonly SourceFile[],
): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE kept (path VARCHAR, oid VARCHAR)');
  const rows = files.map(({ path, oid }) => [path, oid]);
  await insertRows(connection, 'INSERT INTO temp.kept', rows);
}
