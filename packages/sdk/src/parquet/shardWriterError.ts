/**
 * Why there is no file.
 *
 * | code | what happened | what to do |
 * |---|---|---|
 * | `unavailable` | the WASM could not be fetched or compiled | try again; where WASM is refused, take a writer without it |
 * | `broken` | the WASM trapped, hung, or gave a file that lacks rows | start a new worker: this writer refuses every write from now on |
 * | `unread` | a clip could not be read; `cause` is what `readAudio` threw | as the cause says |
 * | `unfit` | the content cannot be written: no rows, or a cell that is not of its column | nothing; the same content fails again |
 */
export type ShardWriterProblem = 'unavailable' | 'broken' | 'unread' | 'unfit';

/** A shard that was not written. The rows are untouched. */
export class ShardWriterError extends Error {
  override readonly name = 'ShardWriterError';
  readonly code: ShardWriterProblem;

  constructor(code: ShardWriterProblem, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
