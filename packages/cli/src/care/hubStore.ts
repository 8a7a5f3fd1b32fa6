import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lockCache } from '../cache/cacheFolder.ts';
import type { DatasetSource } from '../cache/datasetSource.ts';
import { CommandError } from '../commandError.ts';
import type { CareStore, DatasetChange } from './careStore.ts';
import { checkUnchanged } from './folderStore.ts';
import { createHubWriter, type HubWriterOptions } from './hubWriter.ts';

const TRIES = 5;

export interface HubStoreOptions extends HubWriterOptions {
  readonly source: DatasetSource;
  /** Of the source; the work lies beside it. */
  readonly cacheDir: string;
  /** A source that has not settled on a commit yet: listing with it asks for the head. */
  readonly openSource: () => DatasetSource;
}

/** A dataset on the Hub that is changed: one commit a change, on the parent that it was worked out from. */
export async function openHubStore(options: HubStoreOptions, signal: AbortSignal): Promise<CareStore> {
  const { repo, cacheDir, openSource } = options;
  const writer = createHubWriter(options);
  const lockDir = join(cacheDir, 'care');
  const unlock = await lockCache(lockDir);
  const workDir = join(lockDir, 'work');
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { recursive: true });
  let source = options.source;
  const list = async () => {
    source = openSource();
    const listing = await source.list(undefined, signal);
    if (listing === undefined) throw new CommandError(`${repo}: cannot be listed`);
    return listing;
  };

  /** Others commit meanwhile: what counts is whether our files are as they were. */
  async function commitOn(change: DatasetChange, parent: string, attempt: number): Promise<void> {
    const outcome = await writer.commit({ ...change, parent });
    if (outcome === 'done') return;
    const { revision, files } = await list();
    const there = new Map(files.map(({ path, oid }) => [path, oid]));
    if (hasLanded(change, there)) return;
    checkUnchanged(change, there);
    if (attempt === TRIES)
      throw new CommandError(`${repo}: the commit did not get through (${outcome}); run it again`);
    await commitOn(change, revision, attempt + 1);
  }

  return {
    name: repo,
    workDir,
    list,
    fetch: async (file) => (await source.fetchFile(file, true, signal)).localPath,
    async commit(change) {
      await writer.upload(change.adds);
      await commitOn(change, change.parent, 1);
    },
    async close() {
      await rm(workDir, { recursive: true, force: true });
      await unlock();
    },
  };
}

const hasLanded = ({ adds, deletes }: DatasetChange, there: ReadonlyMap<string, string>): boolean =>
  deletes.length > 0 &&
  adds.every(({ path }) => path === 'README.md' || there.has(path)) &&
  deletes.every(({ path }) => !there.has(path));
