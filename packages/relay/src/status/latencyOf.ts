import type { PutBucket } from './datasetFacts.ts';

/**
 * The bound that a share of all shards stayed within, in milliseconds: `Infinity` where they took longer than the longest bound, undefined
 * where there are none. What lies between two bounds was not counted, so that nothing finer can be said.
 *
 * @param share above 0, at most 1
 */
export function latencyOf(puts: readonly PutBucket[], share: number): number | undefined {
  const buckets = puts.toSorted((a, b) => a.boundMs - b.boundMs);
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return undefined;
  return buckets.find(({ count }) => count >= share * total)?.boundMs;
}
