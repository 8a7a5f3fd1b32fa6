import { constants } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Talk } from '../output/createTalk.ts';
import { CACHE_FORMAT, lockCache, publish, readPointer } from './cacheFolder.ts';
import type { DatasetSource, SourceFile } from './datasetSource.ts';
import { eachOf } from './eachOf.ts';
import type { LocalFile } from './loadTable.ts';
import { openDuckDb } from './openDuckDb.ts';
import {
  type GenerationReport,
  type KnownFile,
  readKnownFiles,
  recordListing,
  writeGeneration,
} from './writeGeneration.ts';

/** Which recordings come along: none, those of the last seven days, or all. */
export type AudioWish = 'none' | 'recent' | 'all';

export interface SyncOptions {
  readonly audio: AudioWish;
  /** Reads every file anew. */
  readonly isAnew?: boolean;
}

export interface SyncReport extends GenerationReport {
  /** Whether there was nothing to do. */
  readonly isUnchanged: boolean;
  readonly revision: string;
  readonly fileCount: number;
  readonly requestCount: number;
  readonly tookMs: number;
}

export interface SyncParts {
  readonly dir: string;
  readonly source: DatasetSource;
  readonly talk: Talk;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly memoryLimit: string;
  readonly threads: number;
}

const AT_ONCE = 8;
const RECENT_DAYS = 7;

/**
 * Brings the cache to what the dataset is now. A new generation is written beside the one in force, and takes its place by one rename:
 * readers are never waited for, and a sync that dies leaves everything as it was. Files that came before stay.
 */
export async function syncCache(parts: SyncParts, options: SyncOptions): Promise<SyncReport> {
  const { dir, source, now } = parts;
  const startedAt = now();
  const unlock = await lockCache(dir);
  try {
    const pointer = options.isAnew ? undefined : await readPointer(dir);
    // Recordings that were left out before are wanted now: a known revision does not say that they are there.
    const known = options.audio === 'none' ? pointer?.revision : undefined;
    const listing = await source.list(known, parts.signal);
    if (listing === undefined && pointer !== undefined) {
      await publish(dir, { ...pointer, syncedAt: now() });
      return {
        ...NOTHING,
        revision: pointer.revision,
        requestCount: source.requestCount,
        tookMs: now() - startedAt,
      };
    }
    if (listing === undefined) throw new Error('a listing without a known revision');
    const generation = `cache-${now().toString(36)}-${process.pid}.duckdb`;
    const path = join(dir, generation);
    if (pointer !== undefined)
      await copyFile(join(dir, pointer.generation), path, constants.COPYFILE_FICLONE);
    const report = await buildGeneration(parts, { path, options, listing }).catch(async (error: unknown) => {
      for (const end of ['', '.wal']) await rm(path + end, { force: true });
      throw error;
    });
    await publish(dir, { format: CACHE_FORMAT, generation, revision: listing.revision, syncedAt: now() });
    return {
      ...report,
      isUnchanged: report.addedFiles + report.removedFiles + report.bad.length === 0,
      revision: listing.revision,
      fileCount: listing.files.length,
      requestCount: source.requestCount,
      tookMs: now() - startedAt,
    };
  } finally {
    await unlock();
  }
}

const NOTHING = {
  isUnchanged: true,
  addedFiles: 0,
  removedFiles: 0,
  addedRows: 0,
  bad: [],
  drift: [],
  fileCount: 0,
};

interface Build {
  readonly path: string;
  readonly options: SyncOptions;
  readonly listing: { revision: string; files: readonly SourceFile[]; readme: string | undefined };
}

async function buildGeneration(
  parts: SyncParts,
  { path, options, listing }: Build,
): Promise<GenerationReport> {
  await mkdir(parts.dir, { recursive: true });
  const { memoryLimit, threads, talk } = parts;
  const opened = await openDuckDb(path, { memoryLimit, threads, isReadOnly: false });
  try {
    const known = await readKnownFiles(opened.connection);
    const fetched = await fetchFiles(parts, { options, listing, known });
    talk.progress('reading rows…');
    await recordListing(opened.connection, listing.files);
    const report = await writeGeneration(opened.connection, listing, fetched);
    await opened.connection.run('CHECKPOINT');
    return report;
  } finally {
    talk.progress('');
    opened.close();
  }
}

/** Eight at a time. What was fetched before is there already. */
async function fetchFiles(
  { source, talk, signal, now }: SyncParts,
  { options, listing, known }: Omit<Build, 'path'> & { known: ReadonlyMap<string, KnownFile> },
): Promise<Map<string, LocalFile>> {
  const recentFrom = new Date(now() - RECENT_DAYS * 86_400_000).toISOString().slice(0, 10);
  const isWhole = ({ path }: SourceFile): boolean =>
    options.audio === 'all' || (options.audio === 'recent' && dayOf(path) >= recentFrom);
  const wanted = listing.files.filter((file) => {
    const before = known.get(file.path);
    return before?.oid !== file.oid || (before.isSlim && isWhole(file));
  });
  const fetched = new Map<string, LocalFile>();
  await eachOf(wanted, AT_ONCE, async (file) => {
    signal.throwIfAborted();
    fetched.set(file.path, { file, ...(await source.fetchFile(file, isWhole(file), signal)) });
    if (source.isRemote) talk.progress(`files ${fetched.size}/${wanted.length}`);
  });
  return fetched;
}

/** The day in a path; one that names none counts as recent. */
const dayOf = (path: string): string => /\/(\d{4}-\d{2}-\d{2})\//.exec(path)?.[1] ?? '9999';
