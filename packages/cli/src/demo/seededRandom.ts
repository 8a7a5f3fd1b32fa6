/** Chance that a seed decides: the same seed gives the same draws, on every machine. */
export interface SeededRandom {
  /** 0 to 1, the 1 excluded. */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
  /** Whether something of that likelihood happens. */
  happens(likelihood: number): boolean;
  /** Around a middle, mostly within one spread of it. */
  normal(middle: number, spread: number): number;
  /** Positive, with a long tail: half of all are below the middle. */
  skewed(middle: number, spread: number): number;
  hex(digits: number): string;
}

/** mulberry32 (https://github.com/bryc/code/blob/master/jshash/PRNGs.md): 32 bits of state do for made-up data. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    int,
    pick: (items) => items[int(0, items.length - 1)] as never,
    happens: (likelihood) => next() < likelihood,
    normal: (middle, spread) => middle + spread * gauss(),
    skewed: (middle, spread) => middle * Math.exp(spread * gauss()),
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
  };
}
