import { createHash } from 'node:crypto';
import type { SeedResult } from './runSeed.ts';

export type Summary = Readonly<Record<string, number | string>>;

/** What all runs came to. `hash` is that of every task of every seed, in order of the seeds. */
export function summarize(results: readonly SeedResult[], tookS: number): Summary {
  const sum = (of: (result: SeedResult) => number) => results.reduce((total, one) => total + of(one), 0);
  const hash = createHash('sha256')
    .update(results.map((one) => one.hash).join())
    .digest('hex');
  return {
    seeds: results.length,
    failed: results.filter(({ violations }) => violations.length > 0).length,
    rows: sum(({ rowCount }) => rowCount),
    promised: sum(({ storedCount }) => storedCount),
    shards: sum(({ shardCount }) => shardCount),
    faults: sum(({ faultCount }) => faultCount),
    steps: sum(({ stepCount }) => stepCount),
    simulatedHours: Math.round(sum(({ simulatedMs }) => simulatedMs) / 3_600_000),
    tookS: Math.round(tookS * 10) / 10,
    hash: hash.slice(0, 16),
  };
}
