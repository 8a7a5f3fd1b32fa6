import { int32, json, string, timestamp } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/**
 * What became of one try to process audio.
 *
 * | status | meaning | done |
 * |---|---|---|
 * | `ok` | there is a result, in `data` | yes |
 * | `empty` | there was nothing to transcribe, such as no speech | yes |
 * | `skipped` | it was passed over, on purpose | yes |
 * | `error` | it failed in a way that may pass: tried again by the next run | no |
 * | `invalid` | it cannot work with this audio: tried again only when told to | no |
 */
export type TranscriptionStatus = 'ok' | 'empty' | 'skipped' | 'error' | 'invalid';

/** A stretch of a transcript. */
export interface TranscriptSegment {
  /** Seconds from the start of the audio. */
  readonly start: number;
  /** Seconds from the start of the audio. */
  readonly end: number;
  /** What was said in it. */
  readonly text: string;
}

/** What a processor gave; members of its own stand beside these. */
export interface Transcript {
  /** All that was said. */
  readonly text?: string;
  /** Language tag, such as `ar`. */
  readonly language?: string;
  /** What was said when. */
  readonly segments?: readonly TranscriptSegment[];
  readonly [member: string]: unknown;
}

/**
 * One try of one processor with one piece of audio. A piece is done with a processor when its newest row of that `processor_key` says so;
 * a failure never marks it as done.
 *
 * `row_id` and `revision` are filled in.
 *
 * @example
 * ```ts
 * import type { TranscriptionRow } from '@parqueue/sdk/presets';
 *
 * const row: TranscriptionRow = {
 *   processor: 'whisper-v3',
 *   recording_id: '01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51',
 *   status: 'ok',
 *   attempt: 1,
 *   started_at: '2026-02-03T10:15:24.000Z',
 *   duration_ms: 2_340,
 *   data: { text: 'بسم الله', language: 'ar' },
 * };
 * ```
 */
export const transcription = table({
  name: 'transcription',
  features: {
    /** What processed it, such as `whisper-v3`. */
    processor: string(),
    /** SHA-256 of its name, version and parameters: with other ones, the audio is processed again. */
    processor_key: string(),
    /** `row_id` of the row that holds the audio. */
    recording_id: string(),
    /** Hash of the audio: equal sound has one result. */
    audio_hash: string(),
    /** {@link TranscriptionStatus}. */
    status: string(),
    /** Which try it was, from 1. */
    attempt: int32(),
    /** When it began, UTC. */
    started_at: timestamp(),
    /** How long it took, in milliseconds. */
    duration_ms: int32(),
    /** What came of it, as JSON text; null where nothing did. */
    data: json<Transcript>(),
    /** Name of the error, such as `TimeoutError`. */
    error_name: string(),
    /** What the error said. */
    error_message: string(),
    /** Where the error was thrown. */
    error_stack: string(),
    /** Which of the parallel workers it was. */
    worker: string(),
    /** The run that it belongs to. */
    run_id: string(),
  },
});

/** A row of {@link transcription}. */
export type TranscriptionRow = Row<typeof transcription>;
