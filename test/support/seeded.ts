/** A repeatable source of randomness for property tests. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Up to `max` values. */
  list<T>(max: number, make: () => T): T[];
  /** Text of up to `max` UTF-16 units: ASCII, Arabic, quotes, controls, emoji and, now and then, half a surrogate pair. */
  text(max: number): string;
}

const PIECES = [
  'a',
  'Z',
  '0',
  ' ',
  '"',
  '\\',
  '\n',
  '\u0000',
  'ٱ',
  'لَ',
  'é',
  '🎙',
  '\uD83C',
  '\uDF99',
  '\u2028',
  ',',
];

/** mulberry32: 32 bits of state, enough to make tests and repeat them. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const list = <T>(max: number, make: () => T): T[] => Array.from({ length: int(0, max) }, make);
  const pick = <T>(from: readonly T[]): T => from[int(0, from.length - 1)] as T;
  return {
    int,
    list,
    pick,
    chance: (probability) => next() < probability,
    text: (max) =>
      list(max, () => pick(PIECES))
        .join('')
        .slice(0, max),
  };
}

/**
 * Runs a check with many seeds; a failure names its seed. `SEED=7 npx vitest run …` repeats one seed, so that it can be made a test of
 * its own.
 */
export function forSeeds(count: number, check: (random: Random) => void): void {
  const only = process.env['SEED'];
  const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(only)];
  for (const seed of seeds) {
    try {
      check(seeded(seed));
    } catch (cause) {
      throw new Error(`with SEED=${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }
}
