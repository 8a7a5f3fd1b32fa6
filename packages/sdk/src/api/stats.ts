import type { DropReason } from './events.ts';

/**
 * The account of one table, in rows: `appended = pending + accepted + committed + dead + dropped`. It covers what this browser logged to
 * this dataset, in earlier visits and other tabs, too.
 */
export interface TableStats {
  /** Everything that was given to `append`. */
  readonly appended: number;
  /** On this device, on its way. */
  readonly pending: number;
  /** Durable at the relay, not yet in the dataset. */
  readonly accepted: number;
  /** In the dataset. */
  readonly committed: number;
  /** Refused for good, and kept on this device. */
  readonly dead: number;
  /** Dropped, by reason; a reason that never came up is left out. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** Where this device keeps rows and audio. */
export interface StorageStats {
  /** `memory` where the browser gives no IndexedDB; `folder` in Node. */
  readonly kind: 'indexeddb' | 'folder' | 'memory';
  /** Bytes that this origin uses, by the browser's estimate; left out where the browser does not say. */
  readonly usageBytes?: number;
  /** Bytes that this origin may use, by the browser's estimate; left out where the browser does not say. */
  readonly quotaBytes?: number;
  /** Whether the browser promised not to delete it when room is short; left out where the browser does not say. */
  readonly persisted?: boolean;
  /** Bytes that rows take here: their text, and the files on their way of tables without audio. */
  readonly rowsBytes: number;
  /** Bytes that recordings take here, until the relay has them. */
  readonly audioBytes: number;
  /** Records that could not be read and were set aside. */
  readonly asideCount: number;
}

/** What was logged and where it is. */
export interface Stats {
  /** The account of each table, by the table's name. */
  readonly tables: Readonly<Record<string, TableStats>>;
  /** Where this device keeps rows and audio. */
  readonly storage: StorageStats;
  /** Where the engine runs, which does the work. */
  readonly engine: 'worker' | 'page' | 'process' | 'not started';
  /** When the oldest row was appended that has not reached the relay, in epoch milliseconds; left out when all have. */
  readonly oldestPendingAt?: number;
}
