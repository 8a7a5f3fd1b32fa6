import { hash32 } from './hash32.ts';

/** By type of event the share that is logged, 0 to 1; `*` is that of all types that are not named. Default 1. */
export type SampleRates = Readonly<Record<string, number>>;

/** The share of a type; what is no number from 0 to 1 means all of them, since nothing is left out by mistake. */
export function rateOf(rates: SampleRates | undefined, type: string): number {
  const rate = rates?.[type] ?? rates?.['*'] ?? 1;
  return rate >= 0 && rate <= 1 ? rate : 1;
}

/**
 * Whether an event is among those that are logged. The same `key` gives the same answer at every rate that is not lower: events of one
 * request stay together.
 */
export const isSampled = (rate: number, key: string): boolean => rate >= 1 || hash32(key) / 2 ** 32 < rate;
