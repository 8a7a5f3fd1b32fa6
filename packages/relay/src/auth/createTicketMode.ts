import type { Log } from '../log.ts';
import { createHfTicketMode } from './hf/hfTicketMode.ts';
import { createOpenTicketMode } from './openTicketMode.ts';
import { createSiteTicketMode } from './site/siteTicketMode.ts';
import type { TicketMode } from './ticketMode.ts';
import type { TicketRate } from './ticketRate.ts';
import type { TicketRules } from './ticketRules.ts';
import { createTurnstileTicketMode } from './turnstile/turnstileTicketMode.ts';

export interface TicketModeParts {
  readonly hubUrl: string;
  readonly rate: TicketRate;
  readonly clock: () => number;
  readonly log: Log;
}

/** The mode that the rules name. What costs a call to somebody else is asked for at a rate; a signature is checked here. */
export function createTicketMode(
  rules: TicketRules,
  { hubUrl, rate, clock, log }: TicketModeParts,
): TicketMode {
  switch (rules.mode) {
    case 'open':
      return createOpenTicketMode(rate);
    case 'turnstile':
      return createTurnstileTicketMode({ ...rules, rate, log });
    case 'site':
      return createSiteTicketMode(rules.keys, clock);
    case 'hf':
      return createHfTicketMode({ ...rules, hubUrl, rate, clock });
  }
}
