import type { Level } from '@parqueue/sdk';
import type { Outline } from './outline.ts';

/** The outline of a take as it grows: one column for each level that the microphone gave, about 43 ms. */
export interface Peaks {
  add(level: Level): void;
  /** The take paused here. */
  pause(): void;
  clear(): void;
  /** Seconds of sound so far: pauses do not count. */
  durationS(): number;
  /** The last columns, at most `columnCount`, oldest first, and before which of them the take had paused. */
  latest(columnCount: number): { readonly outline: Outline; readonly pauses: readonly number[] };
  whole(): Outline;
  /** Where the take paused, in seconds of its sound. */
  pausesS(): readonly number[];
}

const FIRST_COLUMNS = 1024;

export function createPeaks(): Peaks {
  let low = new Float32Array(FIRST_COLUMNS);
  let high = new Float32Array(FIRST_COLUMNS);
  let columnCount = 0;
  let durationS = 0;
  let pauses: { readonly column: number; readonly atS: number }[] = [];

  const between = (start: number): Outline => ({
    low: low.subarray(start, columnCount),
    high: high.subarray(start, columnCount),
  });

  return {
    add(level) {
      if (columnCount === low.length) [low, high] = [doubled(low), doubled(high)];
      low[columnCount] = Math.max(-1, level.min);
      high[columnCount] = Math.min(1, level.max);
      columnCount++;
      durationS += level.durationS;
    },
    pause() {
      if (columnCount > 0 && pauses.at(-1)?.column !== columnCount)
        pauses.push({ column: columnCount, atS: durationS });
    },
    clear() {
      columnCount = 0;
      durationS = 0;
      pauses = [];
    },
    durationS: () => durationS,
    latest(wanted) {
      const start = Math.max(0, columnCount - wanted);
      const inSight = pauses.filter(({ column }) => column >= start);
      return { outline: between(start), pauses: inSight.map(({ column }) => column - start) };
    },
    whole: () => between(0),
    // A pause at the very end is where the take was stopped.
    pausesS: () => pauses.filter(({ column }) => column < columnCount).map(({ atS }) => atS),
  };
}

function doubled(columns: Float32Array): Float32Array<ArrayBuffer> {
  const twice = new Float32Array(columns.length * 2);
  twice.set(columns);
  return twice;
}
