import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `GET /v1/health`. Times are epoch milliseconds. */
export const healthSchema = v.object({
  /** `ok`, or the worst that holds: commits fail (`degraded`), nothing is taken (`failing`). */
  state: v.picklist(['ok', 'degraded', 'failing']),
  protocol: count,
  /** What is wrong with the configuration, a line each, while nothing can be taken for it. */
  problems: v.array(v.string()),
  datasets: v.array(
    v.object({
      dataset: v.string(),
      backlog: v.object({ shards: count, bytes: count, oldestAt: v.nullable(count) }),
      lastCommitAt: v.nullable(count),
      /** Commits that may still be made within the running hour. */
      commitBudget: count,
      /** The last failure of a commit, in words, while it lasts. */
      problem: v.nullable(v.string()),
      /** Whether shards are taken: not while the Hub refuses the relay's token. */
      isTaking: v.boolean(),
    }),
  ),
});

export type Health = v.InferOutput<typeof healthSchema>;
