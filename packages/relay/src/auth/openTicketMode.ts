import type { TicketMode } from './ticketMode.ts';
import type { TicketRate } from './ticketRate.ts';

/** Every page of an allowed origin gets a ticket; what stands against abuse are the rate and the quotas. */
export const createOpenTicketMode =
  (rate: TicketRate): TicketMode =>
  async (application) => {
    await rate(application);
    return {};
  };
