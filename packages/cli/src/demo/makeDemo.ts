import { createScene, type DemoData } from './demoData.ts';
import { makeAlignments } from './makeAlignments.ts';
import { makeChunks } from './makeChunks.ts';
import { makeEvents } from './makeEvents.ts';
import { makeJobs } from './makeJobs.ts';
import { makePlays } from './makePlays.ts';
import { makeRecitations } from './makeRecitations.ts';
import { createSeededRandom } from './seededRandom.ts';

export interface DemoOptions {
  readonly seed: number;
  /** How far back it goes. */
  readonly days: number;
  /** How much happens; 1 is a small site. */
  readonly scale: number;
  /** Epoch milliseconds at which it ends. */
  readonly endMs: number;
}

/** Makes a dataset up: every table of the presets, `days` long. The same options give the same rows, byte for byte. */
export function makeDemo({ seed, days, scale, endMs }: DemoOptions): DemoData {
  // Each group of tables has chance of its own, so that a change of one leaves the others as they are.
  const scene = (part: number) =>
    createScene({ random: createSeededRandom(seed * 16 + part), endMs, days, scale });
  return {
    startMs: endMs - days * 86_400_000,
    endMs,
    tables: [
      makeEvents(scene(1)),
      makeAlignments(scene(2)),
      ...makeRecitations(scene(3)),
      ...makeJobs(scene(4)),
      ...makePlays(scene(5)),
      ...makeChunks(scene(6)),
    ],
  };
}
