import { proxy, type Remote, releaseProxy, transfer, wrap } from 'comlink';
import { ParqueueError } from '../api/errors.ts';
import { carryErrors } from '../base/carryErrors.ts';
import type { Engine, EngineConfig, EngineHost } from '../engine/engine.ts';
import type { WorkerDoor } from '../worker/workerDoor.ts';

/** One worker, from its start to its end. */
export interface WorkerLife {
  /** Starts the engine in it. Its calls end: by an answer, at their deadline, or with the worker. */
  start(config: EngineConfig, host: EngineHost): Promise<Engine>;
  /** Whether there was no call since this was asked the last time, and none is open. */
  rested(): boolean;
  /** Whether every call that is open is one that its caller makes again when the worker ends. */
  isReplaceable(): boolean;
  /** Ends the worker; every call that is open rejects with the reason. Again does nothing. */
  end(reason: Error): void;
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
  deleteRow: 30_000,
  setConsent: 60_000,
  clear: 60_000,
  stats: 30_000,
  diagnose: 10_000,
  exportNext: Number.POSITIVE_INFINITY,
  startRecording: 30_000,
  attachCapture: 10_000,
  finishRecording: 60_000,
  deleteRecording: 30_000,
  encode: Number.POSITIVE_INFINITY,
  readClip: 30_000,
  notice: Number.POSITIVE_INFINITY,
  close: 10_000,
};

/** What is said again to the next worker, or is no loss. */
const SAID_AGAIN: ReadonlySet<string> = new Set(['write', 'changeRow', 'flush', 'notice', 'hello']);

/** Fetching and compiling the worker over a slow line takes its time. */
const START_DEADLINE_MS = 30_000;

/** When page and worker were frozen together, the page's timers may come before the worker's answer. */
const GRACE_MS = 1_000;

/**
 * A worker that answers when it is asked has not died: it waits for the store, which another tab may hold for as long as that one's own
 * deadlines are. Ended, it would take what it records with it, so it has so many deadlines more.
 */
const MORE_DEADLINES = 2;
const ANSWER_TIMEOUT_MS = 2_000;

/** @param onEnd called once, when the worker has ended, with why. */
export function openWorkerLife(worker: Worker, onEnd: (reason: Error) => void): WorkerLife {
  carryErrors();
  const door = wrap<WorkerDoor>(worker);
  const startDoor = door.start;
  let hasEnded = false;
  let openCount = 0;
  let uniqueCount = 0;
  let wasCalled = false;
  let rejectAll: (reason: Error) => void = () => {};
  /** Asks what takes no time and no store. */
  let ask: () => Promise<unknown> = () => new Promise(() => {});
  const death = new Promise<never>((_, reject) => {
    rejectAll = reject;
  });
  death.catch(() => {});

  function end(reason: Error): void {
    if (hasEnded) return;
    hasEnded = true;
    worker.terminate();
    rejectAll(reason);
    door[releaseProxy]();
    onEnd(reason);
  }

  worker.onerror = (event) => {
    event.preventDefault();
    end(failed(event.message || 'it could not be loaded'));
  };
  worker.onmessageerror = () => end(failed('a message to it could not be read'));

  async function within<T>(work: () => Promise<T>, deadlineMs: number, what: string): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOpen = true;
    let leftCount = MORE_DEADLINES;
    const arm = () => {
      timer = setTimeout(() => {
        timer = setTimeout(() => void late(), GRACE_MS);
      }, deadlineMs);
    };
    const late = async () => {
      const isAlive = leftCount-- > 0 && (await answers());
      if (!isOpen) return;
      if (isAlive) arm();
      else end(failed(`${what} took longer than ${deadlineMs} ms`));
    };
    const isUnique = !SAID_AGAIN.has(what);
    wasCalled = true;
    openCount++;
    if (isUnique) uniqueCount++;
    if (Number.isFinite(deadlineMs)) arm();
    try {
      return await Promise.race([death, work()]);
    } finally {
      isOpen = false;
      openCount--;
      if (isUnique) uniqueCount--;
      clearTimeout(timer);
    }
  }

  function answers(): Promise<boolean> {
    const yes = ask().then(
      () => true,
      () => false,
    );
    return Promise.race([
      yes,
      new Promise<boolean>((resolve) => setTimeout(resolve, ANSWER_TIMEOUT_MS, false)),
    ]);
  }

  /**
   * Comlink makes an object for each method that it is asked for, and is told when that is collected; a page in the cache of the way back in
   * which that happens is given up by the browser. So each is asked for once, and kept, with the remote itself.
   */
  const guarded = (remote: Remote<Engine>, name: keyof Engine) => {
    const method = remote[name] as unknown as (...args: unknown[]) => Promise<unknown>;
    return (...args: unknown[]) =>
      within(
        async () => (hasEnded ? death : Reflect.apply(method, remote, args.map(moved))),
        DEADLINE_MS[name],
        name,
      );
  };

  return {
    async start(config, host) {
      const begin = async () =>
        (await Reflect.apply(startDoor, door, [config, proxy(host)])) as unknown as Remote<Engine>;
      const remote = await within(begin, START_DEADLINE_MS, 'starting');
      const { hello } = remote;
      ask = () => Reflect.apply(hello, remote, []);
      const names = Object.keys(DEADLINE_MS) as (keyof Engine)[];
      return Object.fromEntries(names.map((name) => [name, guarded(remote, name)])) as unknown as Engine;
    },
    rested() {
      const isRested = openCount === 0 && !wasCalled;
      wasCalled = false;
      return isRested;
    },
    isReplaceable: () => uniqueCount === 0,
    end,
  };
}

const failed = (what: string) => new ParqueueError('engine_failed', `the worker failed: ${what}`);

/** Ports and samples go over instead of being copied. */
function moved(arg: unknown): unknown {
  if (typeof MessagePort !== 'undefined' && arg instanceof MessagePort) return transfer(arg, [arg]);
  if (arg instanceof Float32Array && arg.buffer instanceof ArrayBuffer) return transfer(arg, [arg.buffer]);
  return arg;
}
