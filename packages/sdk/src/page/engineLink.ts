import { proxy, type Remote, releaseProxy, transfer, wrap } from 'comlink';
import type { LoggerEvents } from '../api/events.ts';
import { ENGINE_VERSION, type Engine, type EngineConfig, type EngineHost } from '../engine/engine.ts';
import type { WorkerDoor } from '../worker/workerDoor.ts';

export interface EngineLinkOptions {
  readonly config: EngineConfig;
  readonly host: EngineHost;
  readonly spawnWorker: () => Worker;
  /** The engine on the page, for when there can be no worker. */
  readonly startOnPage: () => Promise<Engine>;
  readonly onDegraded: (detail: LoggerEvents['degraded']) => void;
}

/** Keeps an engine at hand: in a worker; in a second worker when the first dies; on the page when that dies, too, or none can be. */
export interface EngineLink {
  /** The engine that runs now. Its calls end: by an answer, at their deadline, or with the worker. */
  engine(): Promise<Engine>;
  storage(): 'indexeddb' | 'memory';
  where(): 'worker' | 'page' | 'not started';
  close(): Promise<void>;
}

/**
 * How long each call may take before its worker counts as dead: comlink never settles a call whose worker is gone
 * (https://github.com/GoogleChromeLabs/comlink/issues/601). Infinity where the length is the network's or the input's to say.
 */
const DEADLINE_MS: Readonly<Record<keyof Engine, number>> = {
  hello: 10_000,
  write: 10_000,
  flush: Number.POSITIVE_INFINITY,
  rowState: 30_000,
  changeRow: 30_000,
  stats: 30_000,
  startRecording: 30_000,
  attachCapture: 10_000,
  finishRecording: 60_000,
  deleteRecording: 30_000,
  encode: Number.POSITIVE_INFINITY,
  readClip: 30_000,
  notice: Number.POSITIVE_INFINITY,
  close: 5_000,
};

/** Fetching and compiling the worker over a slow line takes its time. */
const START_DEADLINE_MS = 30_000;

const WORKERS = 2;

export function createEngineLink(options: EngineLinkOptions): EngineLink {
  let current: Promise<Engine> | undefined;
  let place: ReturnType<EngineLink['where']> = 'not started';
  let storage: 'indexeddb' | 'memory' = 'indexeddb';
  let workersLeft = WORKERS;
  let end: (reason: Error) => void = () => {};

  async function start(): Promise<Engine> {
    while (workersLeft > 0) {
      workersLeft--;
      try {
        return await settle(await startInWorker(), 'worker');
      } catch (error) {
        if (workersLeft === 0) options.onDegraded({ part: 'worker', reason: (error as Error).message });
      }
    }
    return settle(await options.startOnPage(), 'page');
  }

  async function settle(engine: Engine, where: 'worker' | 'page'): Promise<Engine> {
    const hello = await engine.hello();
    if (hello.version !== ENGINE_VERSION)
      throw new Error(`the worker is of another version (${hello.version})`);
    place = where;
    storage = hello.storage;
    if (storage === 'memory') {
      options.onDegraded({
        part: 'storage',
        reason: 'this browser gives no IndexedDB; rows are kept in memory',
      });
    }
    return engine;
  }

  async function startInWorker(): Promise<Engine> {
    const worker = options.spawnWorker();
    const door = wrap<WorkerDoor>(worker);
    const death = new Promise<never>((_, reject) => {
      end = (reason) => {
        worker.terminate();
        reject(reason);
      };
      worker.onerror = (event) => die(new Error(event.message || 'the worker could not be loaded'));
      worker.onmessageerror = () => die(new Error('a message to the worker could not be read'));
    });
    death.catch(() => {});
    const die = (reason: Error) => {
      end(reason);
      door[releaseProxy]();
      current = undefined;
    };
    const starting = Promise.race([door.start(options.config, proxy(options.host)), death]);
    const remote = await within(starting, START_DEADLINE_MS, 'starting the worker', die);
    return guard(remote as unknown as Remote<Engine>, death, die);
  }

  return {
    engine() {
      current ??= start().catch((error: unknown) => {
        current = undefined;
        throw error;
      });
      return current;
    },
    storage: () => storage,
    where: () => place,
    async close() {
      const engine = await current?.catch(() => undefined);
      await engine?.close().catch(() => {});
      end(new Error('the logger was closed'));
      current = undefined;
    },
  };
}

/** The engine behind a worker's proxy, every call with its deadline and its end when the worker ends. */
function guard(remote: Remote<Engine>, death: Promise<never>, die: (reason: Error) => void): Engine {
  const call =
    (name: keyof Engine) =>
    (...args: unknown[]) => {
      const method = remote[name] as unknown as (...args: unknown[]) => Promise<unknown>;
      const moved = args.flatMap((arg) => transferable(arg));
      const sent =
        moved.length === 0 ? args : args.map((arg) => (isMoved(arg) ? transfer(arg as object, moved) : arg));
      return within(Promise.race([method(...sent), death]), DEADLINE_MS[name], name, die);
    };
  const names = Object.keys(DEADLINE_MS) as (keyof Engine)[];
  return Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as Engine;
}

const isMoved = (arg: unknown): boolean => transferable(arg).length > 0;

function transferable(arg: unknown): Transferable[] {
  if (typeof MessagePort !== 'undefined' && arg instanceof MessagePort) return [arg];
  if (arg instanceof Float32Array && arg.buffer instanceof ArrayBuffer) return [arg.buffer];
  return [];
}

async function within<T>(
  work: Promise<T>,
  deadlineMs: number,
  what: string,
  die: (reason: Error) => void,
): Promise<T> {
  if (!Number.isFinite(deadlineMs)) return work;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = new Error(`${what} took longer than ${deadlineMs} ms`);
      die(reason);
      reject(reason);
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
