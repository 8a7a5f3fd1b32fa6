import type { CommitPlace } from '@parqueue/schema/wire';

/** Where a row is. `waiting` rows are stored on this device; `unknown` ones it has no record of (any longer). */
export type RowState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'accepted' }
  | ({ readonly kind: 'committed' } & CommitPlace)
  | { readonly kind: 'dead'; readonly reason: string }
  | { readonly kind: 'unknown' };

/**
 * What became of a change. `kept` names columns that are set once and already were. Refusals: the row was sealed and its table has no
 * revisions (`sealed`), the page no longer holds the row (`forgotten`), every column of the change is set once and already was (`once`),
 * the change does not fit the table (`invalid`, with the error).
 */
export type ChangeResult =
  | { readonly applied: true; readonly kept: readonly string[] }
  | { readonly applied: false; readonly reason: 'sealed' | 'forgotten' | 'once' }
  | { readonly applied: false; readonly reason: 'invalid'; readonly error: Error };

/** A logged row. `Push` names the columns to which a change appends. */
export interface RowHandle<Values, Push> {
  /** UUIDv7, also the row's `row_id` where the table has one. */
  readonly rowId: string;
  /**
   * Resolves when the row is durable: in IndexedDB, or at the relay where the browser gives no IndexedDB. Rejects with a `RowError` when
   * the row does not fit its table. Nobody has to listen: a rejection is never unhandled.
   */
  readonly stored: Promise<void>;
  /** Resolves with the Hub commit and the file of the row. May take as long as the network does. */
  readonly committed: Promise<CommitPlace>;
  /** Where the row is now. */
  state(): Promise<RowState>;
  /** Changes columns, by the table's merge policies, as long as the row has not left the journal. Never throws or rejects. */
  set(change: Values): Promise<ChangeResult>;
  /** Appends elements to a column whose merge policy is `append`. Never throws or rejects. */
  push<K extends Push & keyof Values>(
    column: K,
    ...elements: NonNullable<Values[K]> extends readonly (infer E)[] ? E[] : never
  ): Promise<ChangeResult>;
}
