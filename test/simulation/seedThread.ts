/** A thread of the simulation: runs seeds that it is told, one after another. */
import './globals.ts';
import { parentPort } from 'node:worker_threads';
import { forgetTimers } from './globals.ts';
import type { Trouble } from './runOptions.ts';
import { runSeed } from './runSeed.ts';

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => {
  unhandled.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
});

interface Order {
  readonly seed: number;
  readonly isTraced: boolean;
  readonly without: readonly Trouble[];
}

parentPort?.on('message', async ({ seed, isTraced, without }: Order) => {
  unhandled.length = 0;
  const result = await runSeed(seed, { isTraced, without }, unhandled);
  forgetTimers();
  parentPort?.postMessage(result);
});
