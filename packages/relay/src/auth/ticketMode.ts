import type { TicketQuota } from '../quota/payer.ts';
import type { NamedPerson } from './userId.ts';

/** A request for a ticket, as far as deciding on it needs. Lives for the request alone. */
export interface TicketApplication {
  readonly dataset: string;
  /** What the site's own `ticket()` gave, if anything. */
  readonly credential: string | undefined;
  /** Of the page; null for a program that is none. It has been checked. */
  readonly origin: string | null;
  readonly address: string;
  /** A key to count by, from which no address can be had. */
  readonly applicant: string;
}

/** What a ticket is given for. */
export interface TicketGrant {
  /** Whom the credential vouches for; without one, a person is who is seen. */
  readonly person?: NamedPerson;
  /** The tables that the ticket is good for; all without it. */
  readonly tables?: readonly string[];
  /** Below the relay's own. */
  readonly quota?: TicketQuota;
}

/** Decides who gets a ticket; throws a `RelayError` for who does not. */
export type TicketMode = (application: TicketApplication) => Promise<TicketGrant>;
