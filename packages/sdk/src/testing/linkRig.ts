import { expose, proxy } from 'comlink';
import { ENGINE_VERSION, type Engine, type EngineConfig, type EngineHost } from '../engine/engine.ts';
import { createEngineLink } from '../page/engineLink.ts';

const config = { version: ENGINE_VERSION, clientId: 'c', shardMaxRows: {} } as unknown as EngineConfig;

interface FakeOptions {
  readonly version?: number;
  readonly storage?: 'indexeddb' | 'memory';
  readonly wasmRefusal?: string;
  /** Asked each time before its greeting goes out; one that never resolves keeps it silent. */
  readonly greeting?: () => Promise<void>;
  readonly write?: Engine['write'];
  readonly notice?: Engine['notice'];
  readonly stats?: Engine['stats'];
  readonly onStart?: (config: EngineConfig, host: EngineHost) => void;
}

/** A real worker's interface over a real channel, with an engine of the test's own at its end. */
export function fakeWorker({
  version = ENGINE_VERSION,
  storage = 'indexeddb',
  wasmRefusal,
  greeting = async () => {},
  write = async () => [],
  notice = async () => {},
  stats,
  onStart,
}: FakeOptions = {}) {
  const { port1, port2 } = new MessageChannel();
  let isTerminated = false;
  expose(
    {
      start: async (given: EngineConfig, host: EngineHost) => {
        onStart?.(given, host);
        return proxy({
          async hello() {
            await greeting();
            return { version, storage, wasmRefusal };
          },
          write,
          notice,
          stats,
          close: async () => {},
        });
      },
    },
    port2,
  );
  port1.start();
  const worker = Object.assign(port1, {
    terminate() {
      isTerminated = true;
      port2.close();
    },
    onerror: null,
  }) as unknown as Worker;
  return { worker, isTerminated: () => isTerminated };
}

export function rig(
  spawnWorker: () => Worker | Promise<Worker>,
  {
    hasPage = (): boolean => true,
    mayRest = true,
    needsDatabase = () => false,
    isRecording = (): boolean => false,
  } = {},
) {
  let tellCache = (_isCached: boolean) => {};
  const degraded: { part: string; reason: string }[] = [];
  const restarted: { reason: string }[] = [];
  const events: unknown[] = [];
  const onPage = { hello: async () => ({ version: ENGINE_VERSION, storage: 'indexeddb' }) } as Engine;
  const link = createEngineLink({
    config: () => config,
    mayRest,
    needsDatabase,
    isRecording,
    onLockedCache(listener) {
      tellCache = listener;
      return () => {};
    },
    host: { credential: async () => undefined, emit: (event) => void events.push(event) },
    spawnWorker: async () => spawnWorker(),
    startOnPage: async () => {
      if (hasPage()) return onPage;
      throw new TypeError('Failed to fetch');
    },
    onRestarted: (detail) => void restarted.push(detail),
    onDegraded: (detail) => void degraded.push(detail),
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
  });
  return { link, tellCache: (isCached: boolean) => tellCache(isCached), degraded, restarted, events, onPage };
}

export const die = (worker: Worker) => worker.onerror?.(new ErrorEvent('error', { message: 'it fell over' }));
