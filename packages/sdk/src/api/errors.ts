/**
 * What can go wrong, besides a `RowError`.
 *
 * | code | what to do |
 * |---|---|
 * | `misconfigured` | mend the option that the message names |
 * | `microphone_refused` | ask the person to allow the microphone in the browser's settings |
 * | `no_microphone` | ask for one to be plugged in |
 * | `microphone_busy` | close what else uses it |
 * | `audio_unsupported` | this browser has no AudioWorklet or no WebAssembly, or the page's policy lacks `'wasm-unsafe-eval'` |
 * | `audio_unreadable` | the file is none that the browser decodes |
 * | `clip_unknown` | the clip is gone from this device: it was taken by another row, or deleted; its row is sent without audio |
 * | `storage_failed` | the browser refuses to store; the message has its reason |
 * | `storage_full` | wait until what waits has been sent; nothing is recorded until then |
 * | `storage_corrupt` | nothing: what cannot be read is set aside, the rest goes on; rows lost with it are counted |
 * | `storage_evicted` | ask for more lasting storage (`persist`); the rows that are gone are counted |
 * | `engine_failed` | the worker died and could not be replaced |
 * | `sending_failed` | nothing: it is tried again |
 * | `shard_refused` | the relay refuses rows for good; they are kept among the dead letters |
 * | `relay_lost` | tell the relay's operator: it confirmed rows that it no longer knows |
 * | `consent_denied` | ask the person again; nothing is kept or sent until they agree |
 * | `cleared` | nothing: the page deleted what waited |
 * | `deleted` | nothing: the page deleted the row |
 * | `audio_off` | `setAudio(true)`, when the person wants to be recorded again |
 * | `audio_refused` | nothing: the relay's operator has decided so; rows go on without |
 * | `export_too_large` | export into a folder |
 * | `closed` | the logger was closed |
 */
export type ErrorCode =
  | 'misconfigured'
  | 'microphone_refused'
  | 'no_microphone'
  | 'microphone_busy'
  | 'audio_unsupported'
  | 'audio_unreadable'
  | 'clip_unknown'
  | 'storage_failed'
  | 'storage_full'
  | 'storage_corrupt'
  | 'storage_evicted'
  | 'engine_failed'
  | 'sending_failed'
  | 'export_too_large'
  | 'shard_refused'
  | 'relay_lost'
  | 'consent_denied'
  | 'cleared'
  | 'deleted'
  | 'audio_off'
  | 'audio_refused'
  | 'closed';

/** What stands behind an error. */
export interface ErrorCause {
  /** The error that led to it. */
  readonly cause?: unknown;
}

/** An error of the SDK, with a code for programs and a message for people. */
export class ParqueueError extends Error {
  /** Always `ParqueueError`, also where two copies of the SDK make `instanceof` fail. */
  override readonly name = 'ParqueueError';
  /** What went wrong, for programs. */
  readonly code: ErrorCode;

  /** For the SDK itself; a page only reads such errors. */
  constructor(code: ErrorCode, message: string, options?: ErrorCause) {
    super(message, options);
    this.code = code;
  }
}

/** What every call of a closed logger ends with. It stands here since a file of its own would be a download of its own, for a line. */
export const closedError = (): ParqueueError => new ParqueueError('closed', 'the logger was closed');
