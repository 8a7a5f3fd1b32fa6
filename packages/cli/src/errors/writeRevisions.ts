import { getRandomValues } from 'node:crypto';
import { errorLog } from '@parqueue/schema/presets';
import { createUuid7 } from '@parqueue/schema/uuid7';
import { CommandError } from '../commandError.ts';
import { parquetFile } from '../demo/parquetFile.ts';
import { type InnerPath, writeInside } from '../output/writeInside.ts';
import { cellOf, type ErrorRevision, lineOf } from './errorRevisions.ts';

export interface FolderTarget {
  /** Of the dataset. */
  readonly dir: string;
  /** Of the table in it, such as `data/error_log`. */
  readonly folder: string;
  readonly nowMs: number;
}

/** Writes revisions as one more Parquet file of the table. Returns its path in the dataset. */
export async function writeToFolder(
  { dir, folder, nowMs }: FolderTarget,
  revisions: readonly ErrorRevision[],
): Promise<string> {
  const rows = revisions.map((row) => Object.keys(errorLog.features).map((column) => cellOf(row, column)));
  const nextId = createUuid7(
    () => nowMs,
    (bytes) => void getRandomValues(bytes),
  );
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const name = `${nextId()}-0.parquet`;
  const [first = 'data', ...rest] = folder.split('/');
  const path: InnerPath = [first, ...rest, day, name];
  await writeInside(dir, path, parquetFile(errorLog, rows));
  return path.join('/');
}

export interface RelayTarget {
  /** The relay's address, without a slash at the end. */
  readonly url: string;
  /** Its name of the dataset. */
  readonly dataset: string;
  readonly token: string;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

const ROWS_AT_ONCE = 500;

/**
 * Sends revisions to the relay's route for rows; they are in the dataset after its next commit. To send the same again is harmless.
 *
 * @throws {CommandError} with what the relay says.
 */
export async function sendToRelay(
  { url, dataset, token, fetch, signal }: RelayTarget,
  revisions: readonly ErrorRevision[],
): Promise<void> {
  const address = `${url}/v1/datasets/${encodeURIComponent(dataset)}/tables/error_log/rows`;
  for (let at = 0; at < revisions.length; at += ROWS_AT_ONCE) {
    const body = revisions
      .slice(at, at + ROWS_AT_ONCE)
      .map(lineOf)
      .join('');
    const response = await fetch(address, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Parqueue-Protocol': '1' },
      body,
      signal,
    }).catch((error: unknown) => {
      throw new CommandError(
        `${url}: no answer (${(error as Error).message}); ${at} of ${revisions.length} rows are there. To run this again is harmless`,
      );
    });
    if (response.ok) continue;
    const problem = (await response.json().catch(() => ({}))) as { title?: string; detail?: string };
    const said = [problem.title, problem.detail].filter(Boolean).join(': ') || response.statusText;
    throw new CommandError(`${url}: ${response.status} ${said}; ${at} of ${revisions.length} rows are there`);
  }
}
