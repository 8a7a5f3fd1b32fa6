/**
 * The value that the given share of all does not exceed: the nearest rank, so that it is one of them.
 *
 * @param share from 0 to 1
 * @returns NaN of none
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
