import type { SpooledShard } from '../spool/spool.ts';

/**
 * When the next commit may be made: one interval after the last, so that their number does not depend on the number of browsers; and
 * not before what comes together had a moment to be together.
 */
export function planCommitAt(
  waitingSince: number,
  lastCommitAt: number | undefined,
  intervalMs: number,
): number {
  const gathered = waitingSince + Math.min(GATHER_MS, intervalMs);
  return lastCommitAt === undefined ? gathered : Math.max(gathered, lastCommitAt + intervalMs);
}

/** A page that has something to send sends all its tables within this time. */
const GATHER_MS = 1500;

export type CountsByTable = Readonly<Record<string, number>>;

export function countsByTable(shards: readonly SpooledShard[]): CountsByTable {
  const counts = new Map<string, number>();
  for (const { table } of shards) counts.set(table, (counts.get(table) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** `Add 12 shards (alignment 8, recitation 4)`, of the counts of each spool. */
export function commitTitle(spools: readonly CountsByTable[]): string {
  const sums = new Map<string, number>();
  for (const [table, count] of spools.flatMap(Object.entries))
    sums.set(table, (sums.get(table) ?? 0) + count);
  const total = [...sums.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([table, count]) => `${table} ${count}`);
  return `Add ${total} ${total === 1 ? 'shard' : 'shards'} (${parts.join(', ')})`;
}

/** The line by which a commit of a batch is found again. */
export const batchMark = (batchId: string): string => `Parqueue-Batch: ${batchId}`;
