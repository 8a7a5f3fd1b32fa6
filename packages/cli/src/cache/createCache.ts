import { join } from 'node:path';
import { CommandError } from '../commandError.ts';
import type { Config } from '../config/configValues.ts';
import { EXIT } from '../exitCodes.ts';
import type { Talk } from '../output/createTalk.ts';
import { type CachePointer, readPointer } from './cacheFolder.ts';
import { type Database, readDatabase } from './database.ts';
import type { DatasetSource } from './datasetSource.ts';
import { createFolderSource } from './folderSource.ts';
import { createHubClient } from './hubClient.ts';
import { createHubSource } from './hubSource.ts';
import { openDuckDb } from './openDuckDb.ts';
import { type SyncOptions, type SyncReport, syncCache } from './syncCache.ts';

/** The dataset that the config names, and what of it is on this machine. */
export interface Cache {
  /** @throws {CommandError} (exit 2) where the config names no dataset. */
  readonly source: () => DatasetSource;
  /** Its folder on this machine. */
  readonly dir: () => string;
  /** What was synced last; undefined before the first time. */
  state(): Promise<CachePointer | undefined>;
  sync(options: SyncOptions): Promise<SyncReport>;
  /** Opens it for reading, with a first sync where nothing is there yet. Close it. */
  open(): Promise<Database>;
}

export interface CacheParts {
  readonly config: Config;
  readonly talk: Talk;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export function createCache({ config, talk, fetch, now, signal }: CacheParts): Cache {
  let source: DatasetSource | undefined;
  const sourceOf = (): DatasetSource => {
    source ??= createSource(config, talk, fetch);
    return source;
  };
  const dirOf = (): string => join(config.cacheDir, sourceOf().key);
  const { memoryLimit, threads } = config;

  const sync: Cache['sync'] = (options) => {
    const from = sourceOf();
    if (from.isRemote && config.offline)
      throw new CommandError(`--offline: ${from.name} is on the Hub; sync needs the network`);
    return syncCache({ dir: dirOf(), source: from, talk, now, signal, memoryLimit, threads }, options);
  };

  const openGeneration = async ({ generation, syncedAt, revision }: CachePointer): Promise<Database> => {
    const path = join(dirOf(), generation);
    const { connection, close } = await openDuckDb(path, { memoryLimit, threads, isReadOnly: true });
    return readDatabase(connection, { close, syncedAt, revision });
  };

  return {
    source: sourceOf,
    dir: dirOf,
    state: () => readPointer(dirOf()),
    sync,
    async open() {
      let pointer = await readPointer(dirOf());
      if (pointer === undefined) {
        talk.info(`Nothing of ${sourceOf().name} is here yet: reading it (parqueue sync does it again)…`);
        await sync({ audio: 'none' });
        pointer = await readPointer(dirOf());
      }
      if (pointer === undefined)
        throw new CommandError(`${dirOf()}: no cache; run parqueue sync`, EXIT.noData);
      return openGeneration(pointer).catch(async (error: unknown) => {
        // Between the look at the pointer and the opening, a sync may have put another one in its place.
        const newer = await readPointer(dirOf());
        if (newer === undefined || newer.generation === pointer?.generation) throw error;
        return openGeneration(newer);
      });
    },
  };
}

function createSource(config: Config, talk: Talk, fetch: CacheParts['fetch']): DatasetSource {
  if (config.local !== undefined) return createFolderSource(config.local);
  if (config.repo === undefined)
    throw new CommandError(
      'which dataset? Give --local DIR or --repo namespace/name, or set it in parqueue.config.ts; parqueue demo makes one to try',
      EXIT.usage,
    );
  const { repo, revision, hubUrl, token, cacheDir } = config;
  const client = createHubClient({ hubUrl, token, fetch, talk });
  const filesDir = join(cacheDir, 'files', repo.replace('/', '--'));
  return createHubSource({ repo, revision, hubUrl, client, filesDir });
}
