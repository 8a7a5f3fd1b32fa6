import { type Random, seeded } from '../support/seeded.ts';
import { NEMESES } from './nemesis/nemeses.ts';
import type { Nemesis } from './nemesis/nemesis.ts';
import type { FaultsOptions } from './options.ts';
import type { TabOrder } from './page/note.ts';

export interface PlannedStrike {
  readonly nemesis: Nemesis;
  readonly afterMs: number;
  readonly lastMs: number;
  /** Seed of what the nemesis draws. */
  readonly seed: number;
}

export interface RoundPlan {
  readonly round: number;
  readonly tabs: readonly Omit<TabOrder, 'relayUrl'>[];
  /** None: a round in which nothing is disturbed. */
  readonly strikes: readonly PlannedStrike[];
  /** What goes on after everything was made good. */
  readonly tailMs: number;
}

/** The name of a round without a fault. */
export const UNDISTURBED = 'undisturbed';
export const KINDS: readonly string[] = [UNDISTURBED, ...NEMESES.map(({ kind }) => kind)];

export const kindsOf = ({ strikes }: Pick<RoundPlan, 'strikes'>): readonly string[] =>
  strikes.length === 0 ? [UNDISTURBED] : [...new Set(strikes.map(({ nemesis }) => nemesis.kind))];

/**
 * What happens in a round follows from the seed and the round's number alone, so that it can be repeated by itself.
 *
 * A short run has one fault a round at the most.
 */
export function planRound(
  seed: number,
  round: number,
  { isShort: isSingle = false, kind: only }: Partial<Pick<FaultsOptions, 'isShort' | 'kind'>> = {},
): RoundPlan {
  const random = seeded(mix(seed, round));
  const kind = only ?? kindOfRound(seed, round);
  const tabs = Array.from({ length: random.pick([1, 1, 2, 2, 3, 3, 4, 5]) }, (_, i) =>
    planTab(random, `${round}.${i}`),
  );
  return { round, tabs, strikes: planStrikes(random, kind, isSingle), tailMs: random.int(100, 500) };
}

function planTab(random: Random, tab: string): Omit<TabOrder, 'relayUrl'> {
  return {
    tab,
    seed: random.int(1, 2 ** 31),
    burstMax: random.pick([1, 5, 10, 20, 50]),
    pauseMs: random.pick([50, 200, 400]),
    audio: random.pick(['none', 'given', 'given', 'afterwards']),
    takeMs: random.int(300, 4_000),
  };
}

/** Each kind comes once in as many rounds as there are kinds; others may come on top of it. */
function kindOfRound(seed: number, round: number): string {
  const cycle = Math.floor((round - 1) / KINDS.length);
  const random = seeded(mix(seed, -1 - cycle));
  const order = [...KINDS];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [order[i], order[j]] = [order[j] as string, order[i] as string];
  }
  return order[(round - 1) % order.length] as string;
}

function planStrikes(random: Random, kind: string, isSingle: boolean): PlannedStrike[] {
  if (kind === UNDISTURBED) return [];
  const others = random
    .list(1, () => random.chance(0.5) && random.pick(NEMESES))
    .filter((one) => one !== false);
  const first = NEMESES.find((one) => one.kind === kind) as Nemesis;
  return [...new Set([first, ...(isSingle ? [] : others)])].map((nemesis) => ({
    nemesis,
    afterMs: random.int(50, 1_500),
    lastMs: random.int(50, 900),
    seed: random.int(1, 2 ** 31),
  }));
}

const mix = (seed: number, salt: number): number =>
  Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt, 0xc2b2ae35);
