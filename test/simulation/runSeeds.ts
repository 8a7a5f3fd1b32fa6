import { Worker } from 'node:worker_threads';
import type { SeedResult } from './runSeed.ts';

export interface RunSeedsOptions {
  /** The bundle. */
  readonly file: string;
  readonly seeds: readonly number[];
  readonly threadCount: number;
  readonly isTraced?: boolean;
  readonly without?: readonly string[];
  /** Called with each result; false ends the rest. */
  readonly onResult: (result: SeedResult) => boolean;
}

/** A seed takes some 30 ms; one that takes so long hangs outside of the simulation. */
const STUCK_MS = 120_000;

/** Runs seeds in threads, each taking the next that is left. */
export async function runSeeds({
  file,
  seeds,
  threadCount,
  onResult,
  isTraced = false,
  without = [],
}: RunSeedsOptions): Promise<void> {
  const left = [...seeds];
  let isEnded = false;

  async function work(): Promise<void> {
    const thread = new Worker(file);
    try {
      for (let seed = left.shift(); seed !== undefined && !isEnded; seed = left.shift()) {
        if (onResult(await runOne(thread, seed)) === false) isEnded = true;
      }
    } finally {
      await thread.terminate();
    }
  }

  function runOne(thread: Worker, seed: number): Promise<SeedResult> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`seed ${seed} hangs`)), STUCK_MS);
      thread.once('message', (result: SeedResult) => {
        clearTimeout(timer);
        thread.removeAllListeners('error');
        resolve(result);
      });
      thread.once('error', reject);
      thread.postMessage({ seed, isTraced, without });
    });
  }

  await Promise.all(Array.from({ length: Math.min(threadCount, left.length) }, work));
}
