import { createCache } from '../cache/createCache.ts';
import type { DatasetSource } from '../cache/datasetSource.ts';
import { type OpenDuckDb, openDuckDb } from '../cache/openDuckDb.ts';
import { CommandError } from '../commandError.ts';
import type { CommandContext } from '../commands/commandDefinition.ts';
import type { CareStore } from './careStore.ts';
import { isUnfinished, openFolderStore } from './folderStore.ts';
import { openHubStore } from './hubStore.ts';
import { refuseInDoubt } from './relayHealth.ts';

/** A dataset that a command is about to change, and what it works with. */
export interface Care {
  readonly store: CareStore;
  readonly duck: OpenDuckDb;
  close(): Promise<void>;
}

/** Opens the dataset for a change: asks the relay first, ends what a dead run began. */
export async function openCare(context: CommandContext, relayUrl: string | undefined): Promise<Care> {
  const { config, cache, clock, platform, signal } = context;
  if (config.offline && config.local === undefined)
    throw new CommandError('--offline: a dataset on the Hub is changed over the network');
  if (relayUrl !== undefined) await refuseInDoubt(relayUrl, clock.now(), platform.fetch);
  const source = cache.source();
  const store =
    config.local === undefined
      ? await openHubStore(
          {
            repo: config.repo ?? '',
            revision: config.revision,
            hubUrl: config.hubUrl,
            token: config.token,
            fetch: platform.fetch,
            source,
            cacheDir: cache.dir(),
            openSource: () => freshSource(context),
          },
          signal,
        )
      : await openFolderStore(config.local, source, signal);
  const { memoryLimit, threads } = config;
  const duck = await openDuckDb(':memory:', { memoryLimit, threads, isReadOnly: false });
  return {
    store,
    duck,
    async close() {
      duck.close();
      await store.close();
    },
  };
}

/** One that has not settled on a commit yet. */
export const freshSource = ({ config, talk, platform, clock, signal }: CommandContext): DatasetSource =>
  createCache({ config, talk, fetch: platform.fetch, now: clock.now, signal }).source();

/** Says that an earlier run waits to be ended, where only a look is taken. */
export function sayUnfinished({ config, talk }: CommandContext): void {
  if (config.local !== undefined && isUnfinished(config.local))
    talk.warn('An earlier run was cut off in the middle; with --apply it is ended first.');
}
