import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lockCache } from '../cache/cacheFolder.ts';
import type { DatasetSource } from '../cache/datasetSource.ts';
import { CommandError } from '../commandError.ts';
import type { CareStore, DatasetChange } from './careStore.ts';

const WORK = '.parqueue-care';
const JOURNAL = 'journal.json';

interface Journal {
  readonly adds: readonly { readonly path: string; readonly staged: string }[];
  readonly deletes: readonly string[];
}

/** Whether a run died between its first and its last step, so that some of its files are in place and some are not. */
export const isUnfinished = (dir: string): boolean => existsSync(join(dir, WORK, JOURNAL));

/** @throws {CommandError} where somebody else keeps the folder. */
function checkKeeper(dir: string): void {
  if (existsSync(join(dir, '.hub')))
    throw new CommandError(
      `${dir}: a local hub keeps this folder and would undo the change; go through it: --repo namespace/name --hub-url http://…`,
    );
}

/**
 * A folder that is changed. There is no commit on a disk: the change is written down first, then done step by step; whoever opens the
 * folder next does the rest of what a dead process wrote down. New files come before old ones go, so that no moment lacks a row.
 */
export async function openFolderStore(
  dir: string,
  source: DatasetSource,
  signal: AbortSignal,
): Promise<CareStore> {
  checkKeeper(dir);
  const workDir = join(dir, WORK);
  const unlock = await lockCache(workDir);
  if (isUnfinished(dir)) await finish(dir);
  for (const name of await readdir(workDir))
    if (name !== 'sync.lock') await rm(join(workDir, name), { recursive: true, force: true });
  return {
    name: dir,
    workDir,
    async list() {
      const listing = await source.list(undefined, signal);
      if (listing === undefined) throw new CommandError(`${dir}: cannot be listed`);
      return listing;
    },
    fetch: async ({ path }) => join(dir, path),
    async commit(change) {
      const listing = await source.list(undefined, signal);
      checkUnchanged(change, new Map(listing?.files.map(({ path, oid }) => [path, oid])));
      const journal: Journal = {
        adds: change.adds.map(({ path, localPath }) => ({ path, staged: localPath })),
        deletes: change.deletes.map(({ path }) => path),
      };
      await writeDurably(join(workDir, JOURNAL), JSON.stringify(journal));
      await finish(dir);
    },
    async close() {
      await unlock();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

/** @throws {CommandError} where a file that is to go is not what it was. */
export function checkUnchanged({ deletes }: DatasetChange, there: ReadonlyMap<string, string>): void {
  const other = deletes.find(({ path, oid }) => there.get(path) !== oid);
  if (other !== undefined)
    throw new CommandError(`${other.path}: was changed meanwhile; nothing was done, run it again`);
}

/** Every step may be done twice. */
async function finish(dir: string): Promise<void> {
  const path = join(dir, WORK, JOURNAL);
  const { adds, deletes } = JSON.parse(await readFile(path, 'utf8')) as Journal;
  for (const add of adds) {
    const target = join(dir, add.path);
    await mkdir(dirname(target), { recursive: true });
    await rename(add.staged, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || !existsSync(target)) throw error;
    });
    await syncFolder(dirname(target));
  }
  for (const gone of deletes) await rm(join(dir, gone), { force: true });
  await rm(path, { force: true });
}

async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.part`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** So that a name outlives a power cut; Windows knows no such thing. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
