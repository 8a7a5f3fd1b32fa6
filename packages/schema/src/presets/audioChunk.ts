import { audio, bool, float64, string, timestamp } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/**
 * One piece of a long recording, such as of a broadcast or a meeting, for a transcription that is made later. Chunks of one `original_id`
 * that follow each other are one sequence.
 *
 * `duration` is filled in from the audio; `row_id` and `revision` always.
 *
 * @example
 * ```ts
 * import type { AudioChunkRow } from '@parqueue/sdk/presets';
 *
 * const row: AudioChunkRow = {
 *   original_id: 'evening-class-7',
 *   start: '2026-02-03T09:45:12.000Z',
 *   has_speech: true,
 *   duration: 30,
 * };
 * ```
 */
export const audioChunk = table({
  name: 'audio_chunk',
  features: {
    /** 16 kHz mono FLAC. */
    audio: audio(),
    /** What it is a piece of. */
    original_id: string(),
    /** When its first sample was taken, UTC. */
    start: timestamp(),
    /** Whether somebody speaks in it; null where nobody looked. */
    has_speech: bool(),
    /** Its length, in seconds. Filled in from the audio when left out. */
    duration: float64(),
  },
  fill: { duration: 'audioDurationS' },
});

/** A row of {@link audioChunk}. */
export type AudioChunkRow = Row<typeof audioChunk>;
