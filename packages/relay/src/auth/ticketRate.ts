import { RelayError } from '../relayError.ts';
import type { TicketApplication } from './ticketMode.ts';

/** Counts calls by key and says whether one more may pass; Cloudflare's binding counts each location by itself. */
export interface RateLimiter {
  limit(call: { key: string }): Promise<{ success: boolean }>;
}

/** How long the limiter of wrangler.toml counts. */
const PERIOD_S = 60;

/** Lets an applicant ask so often and not more; without a limiter, as often as they like. */
export type TicketRate = (application: Pick<TicketApplication, 'dataset' | 'applicant'>) => Promise<void>;

export function createTicketRate(limiter: RateLimiter | undefined): TicketRate {
  return async ({ dataset, applicant }) => {
    if (limiter === undefined) return;
    const { success } = await limiter.limit({ key: `${dataset}:${applicant}` });
    if (!success) {
      throw new RelayError('rate_limited', 'too many tickets were asked for', { retryAfterS: PERIOD_S });
    }
  };
}
