import type { Counters } from './counters.ts';
import type { GatedIntake } from './gatedIntake.ts';

/** Upper bounds of how long a shard takes, in milliseconds. */
const BOUNDS_MS = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000];

/** An intake whose outcomes are counted, and how long each took. */
export const countedIntake =
  (intake: GatedIntake, counters: Counters, clock: () => number): GatedIntake =>
  async (claim, body) => {
    const startedAt = clock();
    const outcome = await intake(claim, body);
    const tookMs = clock() - startedAt;
    for (const bound of BOUNDS_MS) if (tookMs <= bound) counters.add('put_duration_ms', `${bound}`);
    counters.add('put_duration_ms', '+Inf');
    counters.add('put_duration_sum_ms', '', tookMs);
    if (outcome.kind === 'refused') counters.add('refusals', outcome.code);
    if (outcome.kind !== 'accepted') return outcome;
    counters.add('shards', claim.table);
    counters.add('rows', claim.table, claim.rowCount);
    counters.add('bytes', claim.table, claim.sizeBytes);
    counters.keep();
    return outcome;
  };
