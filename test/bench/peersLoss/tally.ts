/** What became of the events of one trial. */
export interface Tally {
  readonly called: number;
  /** Called, and not arrived. */
  readonly lost: number;
  /** Arrived more than once: how many of the events, not how often. */
  readonly duplicated: number;
}

/** The label of an event: its trial, and its number from 0. */
export const labelOf = (trial: string, number: number): string => `${trial}.${number}`;

/** Arrivals that were not called by number in this trial do not count. */
export function tallyOf(trial: string, called: number, arrivals: readonly string[]): Tally {
  const times = new Map<string, number>();
  for (const label of arrivals) times.set(label, (times.get(label) ?? 0) + 1);
  const counts = Array.from({ length: called }, (_, number) => times.get(labelOf(trial, number)) ?? 0);
  return {
    called,
    lost: counts.filter((count) => count === 0).length,
    duplicated: counts.filter((count) => count > 1).length,
  };
}
