import type { Level } from '@parqueue/sdk';

/** Seconds of sound in one bar. Twenty a second show syllables, and an hour is 72,000 of them. */
const BAR_S = 0.05;

/** The outline of a take as it grows: one peak for each bar. */
export interface Peaks {
  add(level: Level): void;
  clear(): void;
  /** Seconds of sound so far: pauses do not count. */
  durationS(): number;
  /** The last bars, at most `barCount`, oldest first. */
  latest(barCount: number): Float32Array;
  /** The whole take in `barCount` bars, each the highest of what it covers. */
  overview(barCount: number): Float32Array;
}

export function createPeaks(): Peaks {
  let bars = new Float32Array(1024);
  let durationS = 0;

  function barCountSoFar(): number {
    return Math.ceil(durationS / BAR_S - 1e-9);
  }

  function reserve(barCount: number): void {
    if (barCount <= bars.length) return;
    const grown = new Float32Array(Math.max(barCount, bars.length * 2));
    grown.set(bars);
    bars = grown;
  }

  return {
    add(level) {
      const peak = Math.min(1, Math.max(-level.min, level.max, 0));
      const first = Math.floor(durationS / BAR_S + 1e-9);
      durationS += level.durationS;
      const end = barCountSoFar();
      reserve(end);
      for (let bar = first; bar < end; bar++) bars[bar] = Math.max(bars[bar] ?? 0, peak);
    },
    clear() {
      bars = new Float32Array(1024);
      durationS = 0;
    },
    durationS: () => durationS,
    latest(barCount) {
      const end = barCountSoFar();
      return bars.subarray(Math.max(0, end - barCount), end);
    },
    overview: (barCount) => overviewOf(bars.subarray(0, barCountSoFar()), barCount),
  };
}

function overviewOf(bars: Float32Array, barCount: number): Float32Array {
  const overview = new Float32Array(barCount);
  const barsEach = bars.length / barCount;
  for (let i = 0; i < barCount; i++) {
    const start = Math.floor(i * barsEach);
    const end = Math.max(start + 1, Math.floor((i + 1) * barsEach));
    let peak = 0;
    for (let bar = start; bar < end; bar++) peak = Math.max(peak, bars[bar] ?? 0);
    overview[i] = peak;
  }
  return overview;
}
