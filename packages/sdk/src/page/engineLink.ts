import { closedError, ParqueueError } from '../api/errors.ts';
import type { LoggerEvents } from '../api/events.ts';
import type { Stats } from '../api/stats.ts';
import {
  ENGINE_VERSION,
  type Engine,
  type EngineConfig,
  type EngineHost,
  type EngineRestart,
} from '../engine/engine.ts';
import { retryDelayMs } from '../upload/retryPolicy.ts';
import { createPause } from './pause.ts';
import { openWorkerLife, type WorkerLife } from './workerLife.ts';

export interface EngineLinkOptions {
  /** As it is when an engine starts. */
  readonly config: () => EngineConfig;
  readonly host: Omit<EngineHost, 'restart' | 'idle'>;
  readonly spawnWorker: () => Promise<Worker>;
  /** The engine on the page, for when there can be no worker. */
  readonly startOnPage: (config: EngineConfig, host: EngineHost) => Promise<Engine>;
  /** Whether a worker may be ended to have another later. */
  readonly mayRest: boolean;
  /** Whether sound comes in that only this worker can keep. */
  readonly isRecording: () => boolean;
  /** Listens to the page going into the cache of the way back with its worker's locks, and to its coming out of it. */
  readonly onLockedCache: (listener: (isCached: boolean) => void) => () => void;
  /**
   * Whether rows of this page life lie in the database, or may yet: an engine that has only memory would send them, and a later one that
   * finds them there again.
   */
  readonly needsDatabase: () => boolean;
  readonly onDegraded: (detail: LoggerEvents['degraded']) => void;
  /** A worker failed, and another takes its place. */
  readonly onRestarted: (detail: LoggerEvents['restarted']) => void;
  readonly schedule: (work: () => void, delayMs: number) => () => void;
}

/** Keeps an engine at hand: in a worker; in a second worker when the first dies; on the page when that dies, too, or none can be. */
export interface EngineLink {
  /** The engine that runs now. Its calls end: by an answer, at their deadline, or with the worker (`engine_failed`). */
  engine(): Promise<Engine>;
  /** Tells the engine; one that rests has nothing to do with it. */
  notice(event: Parameters<Engine['notice']>[0]): Promise<void>;
  storage(): 'indexeddb' | 'folder' | 'memory';
  /** Why there is no audio where the engine runs; undefined where there is, and until the engine runs. */
  wasmRefusal(): string | undefined;
  where(): Stats['engine'];
  close(): Promise<void>;
}

/** Workers that may die before the page takes over. */
const WORKERS = 2;

/** Enough to find, by halving, each of a few rows among 50,000 that break a writer. */
const RESTARTS = 40;

export function createEngineLink(options: EngineLinkOptions): EngineLink {
  let current: Promise<Engine> | undefined;
  let life: WorkerLife | undefined;
  let place: ReturnType<EngineLink['where']> = 'not started';
  let storage: ReturnType<EngineLink['storage']> = 'indexeddb';
  let hadDatabase = false;
  let wasmRefusal: string | undefined;
  let workersLeft = WORKERS;
  let restartCount = 0;
  let isStarting = false;
  let isResting = false;
  let isClosed = false;
  let cancelRestart = () => {};
  /** While the page is cached. */
  const away = createPause();
  const maxRows = new Map<string, number>();

  const host: EngineHost = { ...options.host, restart };
  const workerHost: EngineHost = { ...host, idle };
  const config = (): EngineConfig => ({ ...options.config(), shardMaxRows: Object.fromEntries(maxRows) });

  async function start(): Promise<Engine> {
    if (away.over() !== undefined) await away.over();
    let reason = '';
    while (workersLeft > 0 && !isClosed) {
      workersLeft--;
      try {
        return await startInWorker();
      } catch (error) {
        reason = (error as Error).message;
        tellRestart(reason);
      }
    }
    if (isClosed) throw closedError();
    const onPage = await options.startOnPage(config(), host).catch(notTheWorkers);
    if (isClosed) {
      await onPage.close();
      throw closedError();
    }
    return settle(onPage, 'page', reason).catch(notTheWorkers);
  }

  /** The way is down, or the storage: nothing is known of workers, and what did not arrive is asked for again. */
  function notTheWorkers(error: unknown): never {
    workersLeft = WORKERS;
    throw error;
  }

  async function startInWorker(): Promise<Engine> {
    const mine = openWorkerLife(await options.spawnWorker(), ({ message }) => {
      if (life !== mine) return;
      life = undefined;
      // One that dies while it starts is followed by the same start.
      if (isStarting) return;
      current = undefined;
      if (!isResting) tellRestart(message);
    });
    life = mine;
    if (isClosed) mine.end(closedError());
    try {
      const engine = await settle(await mine.start(config(), workerHost), 'worker');
      if (life !== mine) throw new Error('the worker ended while it started');
      return engine;
    } catch (error) {
      // It may have begun to work; two engines of one page life are one too many.
      life = undefined;
      mine.end(error as Error);
      throw error;
    }
  }

  /** After the last worker comes the page, and that is told as what it is. */
  function tellRestart(reason: string): void {
    if (workersLeft > 0 && !isClosed) options.onRestarted({ reason });
  }

  async function settle(engine: Engine, where: 'worker' | 'page', noWorker?: string): Promise<Engine> {
    const hello = await greet(engine, () => hadDatabase || options.needsDatabase());
    if (noWorker !== undefined) options.onDegraded({ part: 'worker', reason: noWorker });
    place = where;
    storage = hello.storage;
    hadDatabase ||= storage === 'indexeddb';
    if (storage === 'memory') {
      const reason = 'this browser gives no IndexedDB; rows are kept in memory';
      options.onDegraded({ part: 'storage', reason });
    }
    // Each worker of a page is refused the same; it is told once.
    if (hello.wasmRefusal !== undefined && wasmRefusal === undefined)
      options.onDegraded({ part: 'wasm', reason: hello.wasmRefusal });
    wasmRefusal = hello.wasmRefusal;
    return engine;
  }

  function engine(): Promise<Engine> {
    if (current !== undefined) return current;
    isStarting = true;
    isResting = false;
    current = start()
      .catch((error: unknown) => {
        current = undefined;
        throw error;
      })
      .finally(() => {
        isStarting = false;
      });
    return current;
  }

  /** The memory that WASM has grown to goes with its worker only. The next call starts another one. */
  function idle(): void {
    if (!options.mayRest || life === undefined || !life.rested()) return;
    workersLeft++;
    isResting = true;
    life.end(new ParqueueError('engine_failed', 'the worker rests'));
  }

  /**
   * A page that is kept would keep its worker, and that the lock of a flush: nobody else would send. What is under way is said again to the
   * next worker.
   */
  function follow(isCached: boolean): void {
    if (!isCached) {
      if (away.end()) engine().catch(() => {});
      return;
    }
    if (life === undefined || storage === 'memory' || options.isRecording() || !life.isReplaceable()) return;
    away.begin();
    workersLeft++;
    isResting = true;
    life.end(new ParqueueError('engine_failed', 'the page is kept for the way back'));
  }

  const stopFollowing = options.onLockedCache(follow);

  /** Puts another worker in the place of this one; a broken codec on the page, or one that breaks again and again, stays as it is. */
  function restart({ reason, table, maxRows: most }: EngineRestart): void {
    if (most === undefined) maxRows.delete(table);
    else maxRows.set(table, most);
    if (life === undefined || restartCount >= RESTARTS) {
      const message = `${table}: ${reason}; its rows wait for the next visit`;
      options.host.emit({ type: 'error', detail: { code: 'engine_failed', message } });
      return;
    }
    workersLeft++;
    life.end(new ParqueueError('engine_failed', `the worker is replaced: ${reason}`));
    // Whoever needs an engine sooner starts it; rows that wait are worth one in any case.
    const delayMs = retryDelayMs(Math.min(restartCount++, 6), 1);
    cancelRestart = options.schedule(() => void engine().catch(() => {}), delayMs);
  }

  return {
    engine,
    async notice(event) {
      if (!isResting) await (await engine()).notice(event);
    },
    storage: () => storage,
    wasmRefusal: () => wasmRefusal,
    where: () => place,
    async close() {
      isClosed = true;
      cancelRestart();
      stopFollowing();
      away.end();
      // One that starts has nothing to close yet, and may take its time.
      const running = isStarting ? undefined : await current?.catch(() => undefined);
      await running?.close().catch(() => {});
      life?.end(closedError());
      current = undefined;
    },
  };
}

/** @throws when the engine is of another build, or has memory alone where rows of the page lie in the database; that one is closed. */
async function greet(engine: Engine, needsDatabase: () => boolean): ReturnType<Engine['hello']> {
  const hello = await engine.hello();
  if (hello.version !== ENGINE_VERSION)
    throw new Error(`the worker is of another version (${hello.version})`);
  if (hello.storage !== 'memory' || !needsDatabase()) return hello;
  await engine.close();
  throw new ParqueueError('storage_failed', 'the database, which has rows of this page, cannot be opened');
}
