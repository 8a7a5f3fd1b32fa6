import { once } from 'node:events';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { createHubApp } from './createHubApp.ts';
import { createFaults, type FaultControl } from './faults.ts';
import { type LocalHubOptions, type LocalHubSettings, parseLocalHubOptions } from './options.ts';
import { createQuotas } from './quotas.ts';
import type { RepoId } from './repoPath.ts';
import { createRequestLog, type RequestLog } from './requestLog.ts';
import { createSigner } from './signer.ts';
import { lockFolder } from './store/folderLock.ts';
import { openFolderRepoStore } from './store/folderRepoStore.ts';
import type { RepoStore } from './store/repoStore.ts';
import { createWatchers, type WatcherControl } from './watchers.ts';

export type LocalHub = {
  /** Without a slash at the end; what clients take as their `hubUrl`. */
  url: string;
  /** Where the repos lie as ordinary files. */
  dir: string;
  faults: FaultControl;
  /** What the hub was asked so far. */
  log: RequestLog;
  /** Tells of requests as they are carried out, and holds them meanwhile. */
  watch: WatcherControl['watch'];
  /** What the hub holds, for assertions. */
  repos: Pick<RepoStore, 'find' | 'list'>;
  /** Repos that were renamed, the new name by the old one; add to it at any time. */
  moves: Map<RepoId, RepoId>;
  /** Ends every connection; what was committed stays. */
  close(): Promise<void>;
};

/**
 * Opens the folder, repairs it to the last whole commit of each repo, and listens. Rejects on a taken port
 * (`EADDRINUSE`) and on a folder that another hub has open.
 */
export async function startLocalHub(options: LocalHubOptions): Promise<LocalHub> {
  const settings = parseLocalHubOptions(options);
  const { dir } = settings;
  const unlock = await lockFolder(dir);
  try {
    return await openAndListen(settings, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openAndListen(settings: LocalHubSettings, unlock: () => Promise<void>): Promise<LocalHub> {
  const { dir, hostname, port, now } = settings;
  const store = await openFolderRepoStore(dir, settings);
  const faults = createFaults();
  const log = createRequestLog();
  const watchers = createWatchers();
  const parts = { store, quotas: createQuotas(settings.quotas, now), signer: createSigner(now), settings };
  const moves = new Map<RepoId, RepoId>();
  const app = createHubApp(parts, { faults, log, moves, watchers });
  const server = serve({ fetch: app.fetch, port, hostname }) as Server;
  await once(server, 'listening');

  return {
    url: `http://${hostname}:${portOf(server)}`,
    dir,
    faults,
    log,
    watch: watchers.watch,
    repos: store,
    moves,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      await unlock();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('local hub: no TCP address');
  return address.port;
}
