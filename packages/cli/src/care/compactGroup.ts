import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HUGGINGFACE_KEY } from '@parqueue/schema';
import type { SourceFile } from '../cache/datasetSource.ts';
import { timeColumnOf } from '../cache/rowTable.ts';
import { sqlList, sqlName } from '../cache/sqlText.ts';
import { CommandError } from '../commandError.ts';
import type { AddedFile } from './careStore.ts';
import { compareRows } from './compareRows.ts';
import { joinParquet } from './joinParquet.ts';
import { type ParquetColumn, type ParquetFooter, readFooter } from './parquetFooter.ts';
import type { CompactGroup } from './planCompact.ts';
import { isBeyondRewriting, isMedia, rewriteParquet } from './rewriteParquet.ts';

/** A file on this machine, and what it says of itself. */
interface HeldFile {
  readonly file: SourceFile;
  readonly localPath: string;
  readonly footer: ParquetFooter;
}

/** Files that become one. */
interface Batch {
  readonly held: HeldFile[];
  readonly columns: Map<string, ParquetColumn>;
}

/** One file in place of several. */
export interface Compacted {
  readonly add: AddedFile;
  readonly deletes: readonly SourceFile[];
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly sizeBytes: number;
}

export interface CompactParts {
  readonly connection: DuckDBConnection;
  readonly workDir: string;
  readonly isFold: boolean;
  readonly fetch: (file: SourceFile) => Promise<string>;
  /** Hears of files that are left alone. */
  readonly warn: (text: string) => void;
}

/** Makes the new files of a group, and checks them against the old ones, row by row. */
export async function compactGroup(group: CompactGroup, parts: CompactParts): Promise<Compacted[]> {
  if (group.format === 'jsonl') return [await joinLines(group, parts)];
  const held: HeldFile[] = [];
  for (const file of group.files) {
    try {
      const localPath = await parts.fetch(file);
      held.push({ file, localPath, footer: await readFooter(localPath) });
    } catch (error) {
      parts.warn(`${file.path} is left alone: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const done: Compacted[] = [];
  for (const batch of batchesOf(held)) {
    const isJoin = mustJoin(batch.held[0]);
    const hasFold = parts.isFold && !isJoin && batch.columns.has('row_id') && batch.columns.has('revision');
    if (batch.held.length < 2 && !hasFold) continue;
    done.push(isJoin ? await joinBatch(batch, parts) : await rewriteBatch(batch, hasFold, parts));
  }
  return done;
}

const columnsOf = (footer: ParquetFooter): Map<string, ParquetColumn> =>
  new Map(footer.columns.map((column) => [column.name, column]));

/** Whether pages are copied: recordings stay as they are, and so does what DuckDB would write otherwise. */
const mustJoin = (held: HeldFile | undefined): boolean =>
  held?.footer.columns.some((column) => isMedia(column) || isBeyondRewriting(column)) === true;

/** Files go together whose columns have one type each; where pages are copied, those with the same columns and metadata. */
function batchesOf(held: readonly HeldFile[]): Batch[] {
  const joined = new Map<string, Batch>();
  const rewritten: Batch[] = [];
  for (const one of held) {
    const columns = columnsOf(one.footer);
    const fits = ({ columns: known }: Batch): boolean =>
      one.footer.columns.every(
        ({ name, signature }) => (known.get(name)?.signature ?? signature) === signature,
      );
    const key = JSON.stringify([
      one.footer.columns.map(({ signature }) => signature),
      [...one.footer.metadata],
    ]);
    const isJoin = mustJoin(one);
    const batch = isJoin ? joined.get(key) : rewritten.find(fits);
    if (batch !== undefined) {
      batch.held.push(one);
      for (const [name, column] of columns) batch.columns.set(name, batch.columns.get(name) ?? column);
    } else if (isJoin) joined.set(key, { held: [one], columns });
    else rewritten.push({ held: [one], columns });
  }
  return [...joined.values(), ...rewritten];
}

/** The same files give the same name, so that a run that is repeated makes no second one. */
function nameOf(kind: 'compact' | 'folded', files: readonly SourceFile[], format: string): string {
  const hash = createHash('sha256').update(JSON.stringify(files.map(({ path, oid }) => [path, oid])));
  const folder = files.at(-1)?.path.replace(/[^/]+$/, '') ?? '';
  return `${folder}${kind}-${hash.digest('hex').slice(0, 16)}.${format}`;
}

function addOf(path: string, workDir: string): AddedFile {
  return { path, localPath: join(workDir, path.replaceAll('/', '_')) };
}

async function joinBatch(
  { held, columns }: Batch,
  { connection, workDir }: CompactParts,
): Promise<Compacted> {
  const files = held.map(({ file }) => file);
  const paths = held.map(({ localPath }) => localPath);
  const add = addOf(nameOf('compact', files, 'parquet'), workDir);
  await joinParquet(paths, add.localPath);
  const names = [...columns.keys()];
  const before = `read_parquet(${sqlList(paths)}, union_by_name = true)`;
  const rowCount = await compareRows(connection, { before, after: add.localPath, names, what: add.path });
  const rowsBefore = held.reduce((sum, { footer }) => sum + footer.rowCount, 0);
  return {
    add,
    deletes: files,
    rowsBefore,
    rowsAfter: rowCount,
    sizeBytes: (await stat(add.localPath)).size,
  };
}

async function rewriteBatch(
  { held, columns }: Batch,
  isFold: boolean,
  { connection, workDir }: CompactParts,
): Promise<Compacted> {
  const files = held.map(({ file }) => file);
  const add = addOf(nameOf(isFold ? 'folded' : 'compact', files, 'parquet'), workDir);
  const names = [...columns.keys()];
  const all = `read_parquet(${sqlList(held.map(({ localPath }) => localPath))}, union_by_name = true, filename = true, file_row_number = true)`;
  const before = isFold
    ? `(SELECT * FROM ${all} QUALIFY row_id IS NULL OR row_number() OVER (PARTITION BY row_id ORDER BY revision DESC NULLS LAST, filename DESC, file_row_number DESC) = 1)`
    : all;
  const time = timeColumnOf(names.map((name) => ({ name, type: '' })));
  const order = [time, 'row_id', 'revision'].filter((name) => name !== undefined && columns.has(name));
  await rewriteParquet(connection, {
    relation: before,
    columns: [...columns.values()],
    huggingface: huggingfaceOf(held),
    order: order.map((name) => sqlName(name as string)).join(', '),
    target: add.localPath,
  });
  const rowsAfter = await compareRows(connection, { before, after: add.localPath, names, what: add.path });
  const rowsBefore = held.reduce((sum, { footer }) => sum + footer.rowCount, 0);
  return { add, deletes: files, rowsBefore, rowsAfter, sizeBytes: (await stat(add.localPath)).size };
}

/** The features of all files; where two name one, the later file's. */
function huggingfaceOf(held: readonly HeldFile[]): string | undefined {
  const features: Record<string, unknown> = {};
  for (const { footer } of held) {
    const text = footer.metadata.get(HUGGINGFACE_KEY);
    if (text !== undefined) Object.assign(features, JSON.parse(text)?.info?.features);
  }
  return Object.keys(features).length === 0 ? undefined : JSON.stringify({ info: { features } });
}

/** Lines are joined as they are. */
async function joinLines({ files }: CompactGroup, { fetch, workDir }: CompactParts): Promise<Compacted> {
  const lines: string[] = [];
  for (const file of files) lines.push(...linesOf(await readFile(await fetch(file), 'utf8')));
  const add = addOf(nameOf('compact', files, 'jsonl'), workDir);
  const output = await open(add.localPath, 'w');
  await output.writeFile(lines.map((line) => `${line}\n`).join(''));
  await output.sync();
  await output.close();
  const written = linesOf(await readFile(add.localPath, 'utf8'));
  if (written.length !== lines.length || written.some((line, i) => line !== lines[i]))
    throw new CommandError(`${add.path}: does not hold what it was made of; nothing was changed`);
  const { size } = await stat(add.localPath);
  return { add, deletes: files, rowsBefore: lines.length, rowsAfter: lines.length, sizeBytes: size };
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
