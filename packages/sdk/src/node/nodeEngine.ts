import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { createUuid7 } from '@parqueue/schema/uuid7';
import { wasmRefusal } from '../browser/wasmRefusal.ts';
import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { createFetchTransport } from '../upload/fetchTransport.ts';
import { createWriterLoader, loadAudio } from './nodeCodecs.ts';
import { nodePage } from './nodePage.ts';
import { createProcessLocks } from './processLocks.ts';
import { startForgetting } from './startForgetting.ts';
import { type FileStore, openFileStore } from './store/openFileStore.ts';

export interface NodeEngineOptions {
  /** Where the journal lies; null where nothing is kept. */
  readonly folder: string | null;
  readonly storedOutlives: 'process' | 'machine';
  readonly writer: () => 'parquet' | 'light';
  readonly onDamaged: (copy: string) => void;
  /** So long what was delivered is remembered. */
  readonly rememberForMs: number;
  /** Said with each request. */
  readonly origin?: string | undefined;
  /** Left out, over HTTP. */
  readonly createTransport?: EngineEnvironment['createTransport'];
}

/** The engine's parts in a process, with its store, which stays open from one engine to the next. */
export interface NodeEngine {
  readonly environment: EngineEnvironment;
  /** Resolves when the folder is another process's to have. */
  close(): Promise<void>;
}

export function createNodeEngine(options: NodeEngineOptions): NodeEngine {
  const { folder } = options;
  const page = nodePage();
  let opening: Promise<Store> | undefined;
  let isWarned = false;
  let stopForgetting = () => {};

  async function openStore(): Promise<Store> {
    opening ??= open();
    opening.catch((error: unknown) => {
      opening = undefined;
      // Whoever listens to no events would only see that nothing goes on.
      if (!isWarned) page.report(error);
      isWarned = true;
    });
    const store = await opening;
    return { ...store, close() {} };
  }

  async function open(): Promise<Store> {
    const { storedOutlives: outlives, onDamaged, rememberForMs: keptMs } = options;
    const store =
      folder === null ? createMemoryStore() : await openFileStore(folder, { outlives, onDamaged });
    stopForgetting = startForgetting({ store, keptMs, now: page.now, schedule: page.schedule });
    return store;
  }

  /** Of the disk that the folder is on. */
  async function estimateStorage() {
    if (folder === null) return {};
    const usageBytes = (
      await (opening as Promise<FileStore> | undefined)?.catch(() => undefined)
    )?.usedBytes();
    const disk = await statfs(folder).catch(() => undefined);
    if (usageBytes === undefined || disk === undefined) return {};
    return { usageBytes, quotaBytes: usageBytes + disk.bavail * disk.bsize, persisted: true };
  }

  return {
    environment: {
      openStore,
      createTransport:
        options.createTransport ??
        ((given) => createFetchTransport({ ...given, fetch: fetchFrom(options.origin), now: page.now })),
      loadWriter: createWriterLoader(options.writer),
      loadAudio,
      locks: createProcessLocks(),
      sha256: async (bytes) => createHash('sha256').update(bytes).digest('hex'),
      now: page.now,
      random: () => Math.random(),
      newId: createUuid7(page.now, page.fillRandom),
      schedule: page.schedule,
      estimateStorage,
      wasmRefusal: wasmRefusal(),
    },
    async close() {
      stopForgetting();
      const store = await opening?.catch(() => undefined);
      store?.close();
      // It closes in its turn, after what is under way.
      await store?.read([], async () => {}).catch(() => {});
    },
  };
}

/** As it is now: libflacjs replaces the global one while it loads. */
function fetchFrom(origin: string | undefined): typeof fetch {
  const { fetch: platformFetch } = globalThis;
  if (origin === undefined) return platformFetch;
  return (input, init) =>
    platformFetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), origin } });
}
