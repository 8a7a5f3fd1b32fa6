/** What a ticket lets its holder send, in whole numbers. */
export interface TicketQuota {
  readonly bytesPerDay?: number | undefined;
  readonly shardsPerHour?: number | undefined;
}

/** Who a shard is counted for: whoever's ticket it came with. */
export interface Payer {
  readonly userId: string;
  /** The network that the ticket was given to, where all that is known of the person can be changed at will. No address can be had from it. */
  readonly network?: string | undefined;
  /** Below the relay's own. */
  readonly quota?: TicketQuota | undefined;
}
