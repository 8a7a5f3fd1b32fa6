import type { Random } from '../support/seeded.ts';

/** The kinds of trouble of a run. Each run has some of them, so that each is also seen without the others. */
export const TROUBLES = [
  'network',
  'narrow-proxy',
  'storage',
  'full-storage',
  'in-doubt',
  'worker-deaths',
  'no-worker',
  'no-locks',
  'late-core',
  'page-kills',
  'browser-kills',
  'power-loss',
  'bfcache',
  'clock',
  'relay-restarts',
  'relay-loss',
  'refusals',
  'gives-up',
  'other-user',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** What a run is made of, drawn from its seed before anything else. */
export interface RunOptions {
  readonly seed: number;
  readonly troubles: ReadonlySet<Trouble>;
  readonly tabCount: number;
  readonly actionCount: number;
  /** The longest pause between two actions. */
  readonly gapMs: number;
  readonly flushEveryMs: number;
  readonly flushAtRows: number;
  readonly commitIntervalMs: number;
  readonly ticketMs: number;
  readonly shardMaxBytes: number;
}

/** `without` takes troubles away, to find the fewest with which a seed fails; everything else stays as it is. */
export function drawOptions(seed: number, random: Random, without: readonly Trouble[] = []): RunOptions {
  const share = random.pick([0, 0.15, 0.3, 0.5]);
  const drawn = new Set(TROUBLES.filter(() => random.chance(share)));
  // Only a lock keeps one tab from taking apart what another is just sending.
  if (drawn.has('no-locks')) drawn.delete('narrow-proxy');
  for (const trouble of without) drawn.delete(trouble);
  return {
    seed,
    troubles: drawn,
    tabCount: random.pick([1, 1, 2, 2, 3, 5]),
    actionCount: random.int(15, 60),
    gapMs: random.pick([20, 300, 3_000, 20_000]),
    flushEveryMs: random.pick([1, 500, 5_000, 60_000]),
    flushAtRows: random.pick([2, 10, 1_000]),
    commitIntervalMs: random.pick([1_000, 5_000, 60_000]),
    ticketMs: random.pick([40_000, 120_000, 900_000]),
    shardMaxBytes: random.pick([66_200, 67_000, 1_000_000, 1_000_000]),
  };
}
