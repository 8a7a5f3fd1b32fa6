/** A request for a ticket, as far as deciding on it needs. */
export interface TicketApplication {
  readonly dataset: string;
  /** What the site's own `ticket()` gave, if anything. */
  readonly credential: string | undefined;
  /** A key to count by, from which no address can be had. */
  readonly applicant: string;
}

/** Decides who gets a ticket; throws a `RelayError` for who does not. The origin has been checked before. */
export type TicketMode = (application: TicketApplication) => Promise<void>;
