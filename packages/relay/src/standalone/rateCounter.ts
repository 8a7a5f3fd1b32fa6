import type { RateLimiter } from '../auth/ticketRate.ts';

/** As `simple` of a rate limit in wrangler.toml: this many calls in that many seconds. */
export interface Rate {
  readonly limit: number;
  readonly period: number;
}

/** In place of Cloudflare's rate limits: counts in memory, exactly, since there is one process. */
export function createRateCounter({ limit, period }: Rate, clock: () => number): RateLimiter {
  let counts = new Map<string, number>();
  let countedPeriod = 0;
  return {
    async limit({ key }) {
      const current = Math.floor(clock() / (period * 1000));
      // All keys begin anew together, so that none is kept longer than it counts.
      if (current !== countedPeriod) counts = new Map();
      countedPeriod = current;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return { success: count <= limit };
    },
  };
}
