import type { ErrorCode } from '@parqueue/schema/wire';
import type { ShardClaim } from '../validation/shardClaim.ts';

/** What is known of a row beside its content. */
export interface RowMark {
  /** Its number in what was sent, from 1, for errors. */
  readonly line: number;
  readonly rowId: string;
  /** 0 in tables without revisions. */
  readonly revision: number;
  /** Of what the sender said of it, in hex. */
  readonly digest: string;
  /** How many of the offer's bytes are its. */
  readonly sizeBytes: number;
}

/** Rows of one table on their way into a spool, checked. */
export interface RowOffer
  extends Pick<ShardClaim, 'table' | 'tablePath' | 'format' | 'fingerprint' | 'userId' | 'payer'> {
  readonly marks: readonly RowMark[];
  /** Whether it may be sent again. Rows that never are need not be known by their ids for ever. */
  readonly isRepeatable: boolean;
  /**
   * The rows' lines, each with its end, in the order of the marks: as they stand in a file of JSON lines; of a Parquet table, their cells,
   * of which the file is built at the commit.
   */
  readonly bytes: Uint8Array;
}

/** What became of an offer, which is taken whole or not at all. */
export type RowOutcome =
  /** All rows are durable: so many are new, of so many bytes, and so many came before. */
  | { readonly kind: 'taken'; readonly rows: number; readonly sizeBytes: number; readonly known: number }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly detail: string;
      /** Where it is for one row. */
      readonly line?: number;
      /** Where it is known when to come again. */
      readonly retryAfterS?: number | undefined;
    };
