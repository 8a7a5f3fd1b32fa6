/** A shard that the Hub refuses for good, and whose bytes are kept. Nothing of its rows, nor whose they are. */
export interface DeadLetter {
  readonly shardId: string;
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Why the Hub refuses it, in words. */
  readonly reason: string;
  /** The batch that it was last offered in. */
  readonly batch: string;
}
