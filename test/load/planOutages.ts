import type { Random } from '../support/seeded.ts';

/** What goes wrong in a run. */
export const OUTAGES = [
  'hub answers 503',
  'hub is down',
  'calls of the window used up',
  'commits of the hour used up',
  'commit landed, answered 504',
  'commit landed, answer lost',
  'uploads fail',
  'relay restarted',
] as const;

export type OutageKind = (typeof OUTAGES)[number];

export interface Outage {
  readonly kind: OutageKind;
  /** By the clock, from the start of the run. */
  readonly atMs: number;
  readonly lastMs: number;
}

/** The relay's own waits are by the clock, so an outage needs so long to pass and be made good; a short run has less. */
const APART_MS = 20_000;
const MIN_COUNT = 4;

/** As many as have room between the first and the last tenth of a run, each kind by turns. */
export function planOutages(random: Random, durationMs: number): readonly Outage[] {
  const count = Math.max(MIN_COUNT, Math.floor((durationMs * 0.8) / APART_MS));
  const apartMs = (durationMs * 0.8) / count;
  const order = shuffled(random);
  return Array.from({ length: count }, (_, i) => ({
    kind: order[i % order.length] as OutageKind,
    atMs: Math.round(durationMs * 0.1 + i * apartMs + random.int(0, apartMs / 3)),
    lastMs: random.int(apartMs / 20, apartMs / 3),
  }));
}

function shuffled(random: Random): OutageKind[] {
  const order = [...OUTAGES];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [order[i], order[j]] = [order[j] as OutageKind, order[i] as OutageKind];
  }
  return order;
}
