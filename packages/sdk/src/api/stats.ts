import type { DropReason } from './events.ts';

/** The account of one table, in rows: `appended = pending + accepted + committed + dead + dropped`. */
export interface TableStats {
  readonly appended: number;
  /** On this device, on its way. */
  readonly pending: number;
  /** Durable at the relay, not yet in the dataset. */
  readonly accepted: number;
  readonly committed: number;
  /** Refused for good, and kept on this device. */
  readonly dead: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

export interface Stats {
  /** By the table's name. */
  readonly tables: Readonly<Record<string, TableStats>>;
  readonly storage: {
    readonly kind: 'indexeddb' | 'memory';
    /** What the browser says this origin uses and may use, where it says so. */
    readonly usageBytes?: number;
    readonly quotaBytes?: number;
  };
  /** Where the engine runs. */
  readonly engine: 'worker' | 'page' | 'not started';
  /** Epoch milliseconds of the oldest row that has not reached the relay. */
  readonly oldestPendingAt?: number;
}
