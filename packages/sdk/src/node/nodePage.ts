import type { PageEnvironment } from '../browser/pageEnvironment.ts';

/** What a logger uses of the platform, on the globals of Node. A process is never hidden, and hears nothing of the network. */
export function nodePage(): PageEnvironment {
  return {
    indexedDB: undefined,
    now: () => Date.now(),
    fillRandom: (bytes) => void globalThis.crypto.getRandomValues(bytes),
    schedule,
    onLife: () => () => {},
    report: (error) =>
      process.emitWarning(error instanceof Error ? error.message : String(error), {
        type: 'ParqueueWarning',
        ...(error instanceof Error && error.stack !== undefined && { detail: error.stack }),
      }),
  };
}

/** Longer timers wrap around to none. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What is to be done at once keeps the process alive until then; a pause does not. */
export function schedule(work: () => void, delayMs: number): () => void {
  const timer = setTimeout(work, Math.min(delayMs, MAX_TIMER_MS));
  if (delayMs > 0) timer.unref();
  return () => clearTimeout(timer);
}
