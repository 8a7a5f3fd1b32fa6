import { RelayError } from '../relayError.ts';
import type { TicketMode } from './ticketMode.ts';

/** Counts calls by key and says whether one more may pass; Cloudflare's binding counts each location by itself. */
export interface RateLimiter {
  limit(call: { key: string }): Promise<{ success: boolean }>;
}

/** How long the limiter of wrangler.toml counts. */
const PERIOD_S = 60;

/** Every page of an allowed origin gets a ticket; what stands against abuse is the rate. */
export function createOpenTicketMode(rate: RateLimiter | undefined): TicketMode {
  return async ({ dataset, applicant }) => {
    if (rate === undefined) return;
    const { success } = await rate.limit({ key: `${dataset}:${applicant}` });
    if (!success) {
      throw new RelayError('rate_limited', 'too many tickets were asked for', { retryAfterS: PERIOD_S });
    }
  };
}
