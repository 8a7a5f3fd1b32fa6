/**
 * Remembers what was begun and not ended, over the death of who began it: a *life*, such as that of a page. Its law:
 *
 * - A mark that was put is there when `put` returns, whatever then becomes of the life; put again, it has the new value.
 * - A mark is left once its life is over. Each one that is left is given to one taker, once. While a life goes on, nobody is given its marks.
 * - Nothing here throws or rejects. Where the platform keeps nothing, no mark outlives its life.
 *
 * A page that the browser keeps for the way back counts as over until it comes back; then what it still has open is marked again.
 */
export interface OpenMarks {
  /**
   * Marks something as begun. The value is given to whoever takes the mark.
   *
   * @example
   * ```ts
   * declare const marks: import('@parqueue/sdk/stages').OpenMarks;
   * marks.put('play-1', JSON.stringify({ startedAt: Date.now() }));
   * ```
   */
  put(id: string, value: string): void;
  /**
   * Takes a mark of this life away: what it stands for has ended. One that is not there is no mistake.
   *
   * @example
   * ```ts
   * declare const marks: import('@parqueue/sdk/stages').OpenMarks;
   * marks.remove('play-1');
   * ```
   */
  remove(id: string): void;
  /**
   * The marks of lives that are over; they are gone from here on. It may take five seconds where a life began just before.
   *
   * @example
   * ```ts
   * declare const marks: import('@parqueue/sdk/stages').OpenMarks;
   * for (const { id, value } of await marks.takeLeft()) console.warn(`${id} was left open: ${value}`);
   * ```
   */
  takeLeft(): Promise<readonly LeftMark[]>;
}

/** A mark whose life is over. */
export interface LeftMark {
  /** As it was put. */
  readonly id: string;
  /** As it was put last. */
  readonly value: string;
}
