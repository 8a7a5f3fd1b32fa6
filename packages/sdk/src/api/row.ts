/** Where rows are in the dataset. */
export interface CommitPlace {
  /** The Hub's revision: 40 hex digits. */
  readonly commit: string;
  /** The file at that revision, from the root of the dataset. Later commits may move rows to other files. */
  readonly path: string;
}

/**
 * Where a row is.
 *
 * | kind | where |
 * |---|---|
 * | `waiting` | stored on this device, on its way |
 * | `accepted` | durable at the relay, not yet in the dataset |
 * | `committed` | in the dataset |
 * | `dead` | refused for good, and kept on this device |
 * | `unknown` | this device has no record of it, or, 30 days after its end, none any longer |
 */
export type RowState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'accepted' }
  | ({ readonly kind: 'committed' } & CommitPlace)
  | {
      readonly kind: 'dead';
      /** Why it was refused, in words. */
      readonly reason: string;
    }
  | { readonly kind: 'unknown' };

/**
 * What became of a change. Applied is also one that made no difference.
 *
 * | refused as | why |
 * |---|---|
 * | `sealed` | the row had left the journal, and its table has no revisions; or it waits in an older version of its table, without the column |
 * | `forgotten` | this device does not know the row, or, 30 days after its end, does not any longer |
 * | `once` | every column of the change is set once, and already was |
 * | `invalid` | the change does not fit the table, or the logger is closed or misconfigured; see `error` |
 */
export type ChangeResult =
  | {
      readonly applied: true;
      /** Columns that are set once, already were, and so kept their value. */
      readonly kept: readonly string[];
    }
  | {
      readonly applied: false;
      /** Why. */
      readonly reason: 'sealed' | 'forgotten' | 'once';
    }
  | {
      readonly applied: false;
      readonly reason: 'invalid';
      /** A `RowError` that names the column, or a `ParqueueError`. */
      readonly error: Error;
    };

/**
 * What became of a deletion.
 *
 * | refused as | why |
 * |---|---|
 * | `sealed` | the row is being sent, or was: it may be at the relay |
 * | `unknown` | this device does not know the row |
 */
export type DeleteResult =
  | { readonly deleted: true }
  | {
      readonly deleted: false;
      /** Why. */
      readonly reason: 'sealed' | 'unknown';
    };

/** A logged row. `Values` are the columns of its table; `Push` names those to which a change appends. */
export interface RowHandle<Values, Push> {
  /** UUIDv7, also the row's `row_id` where the table has one. */
  readonly rowId: string;
  /**
   * Resolves when the row is durable: in IndexedDB, or at the relay where the browser gives no IndexedDB. Rejects with a `RowError` when
   * the row does not fit its table, with a {@link ParqueueError} (`misconfigured`, `closed`) when nothing can be logged. Nobody has to
   * listen: a rejection is never unhandled.
   */
  readonly stored: Promise<void>;
  /**
   * Resolves with the Hub commit and the file of the row, or of a later revision of it, which may take as long as the network does. Rejects as `stored` does, with
   * `shard_refused` when the row is refused for good, and with `closed` when the logger was closed before.
   */
  readonly committed: Promise<CommitPlace>;
  /**
   * Where the row is now, its newest revision where it has several.
   *
   * @throws {ParqueueError} `misconfigured`, `engine_failed` or `closed`.
   * @example
   * ```ts
   * const { kind } = await row.state();
   * ```
   */
  state(): Promise<RowState>;
  /**
   * Changes columns, by the table's merge policies. A row that has left the journal, in this visit or an earlier one, gets a new revision
   * where its table has revisions: the whole row as it then is, without its sound, which is never sent twice. Until that is sent, further
   * changes go into it. A change that makes no difference makes no revision. Never throws or rejects.
   *
   * @example
   * ```ts
   * const result = await row.set({ surah: 3, resegmented: true });
   * if (!result.applied) console.warn(`too late: ${result.reason}`);
   * ```
   */
  set(change: Values): Promise<ChangeResult>;
  /**
   * Deletes the row from this device, with its recording, as long as it has not been sent; it counts as `dropped(deleted)`.
   *
   * @throws {ParqueueError} `misconfigured`, `engine_failed`, `storage_failed` or `closed`.
   * @example
   * ```ts
   * const { deleted } = await row.delete();
   * if (!deleted) console.warn('it is on its way already');
   * ```
   */
  delete(): Promise<DeleteResult>;
  /**
   * Appends elements to a column whose merge policy is `append`, as `set` changes columns. Never throws or rejects.
   *
   * @example
   * ```ts
   * await row.push('segments', {
   *   min_silence_ms: 600,
   *   min_speech_ms: 1_500,
   *   pad_ms: 300,
   *   asr_model: 'Large',
   *   segments: [],
   * });
   * ```
   */
  push<K extends Push & keyof Values>(
    column: K,
    ...elements: NonNullable<Values[K]> extends readonly (infer E)[] ? E[] : never
  ): Promise<ChangeResult>;
}
