import type { SpoolBatch } from './resultSpool.ts';

/** Where results go. */
export interface ResultSink {
  /** For people. */
  readonly name: string;
  /** Whether the dataset shows them only later, so that they must be remembered here until then. */
  readonly isLate: boolean;
  /**
   * Brings a batch there; the same batch again changes nothing.
   *
   * @throws when it did not get there; it is tried again then.
   */
  deliver(batch: SpoolBatch): Promise<void>;
}
