import { bool, int32, json, string, timestamp } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/**
 * Why a play ended. `(string & {})` lets other names through and keeps these in completion.
 *
 * | reason | what happened |
 * |---|---|
 * | `ended` | the track came to its end |
 * | `stopped` | it was ended before that: by the page, or by a person who stopped it |
 * | `replaced` | another track began |
 * | `failed` | an error ended it |
 * | `page_left` | the page was closed, reloaded or left |
 * | `abandoned` | its page or browser died; a later page life ended it, at the last moment that it is known to have run |
 */
export type PlayEndReason =
  | 'ended'
  | 'stopped'
  | 'replaced'
  | 'failed'
  | 'page_left'
  | 'abandoned'
  | (string & {});

/** What else there is to say of a play; the recorder of plays writes those that are named. Times are seconds. */
export interface PlayMetadata {
  /** Seconds in which it sounded: without those in which it was paused, stalled, or its page was away. */
  readonly played_seconds?: number;
  /** Seconds in which it was paused. */
  readonly paused_seconds?: number;
  /** How often it was paused. */
  readonly pause_count?: number;
  /** Seconds in which it wanted to sound and had nothing to. */
  readonly stalled_seconds?: number;
  /** How often it stalled. */
  readonly stall_count?: number;
  /** How often somebody went to another place in it. */
  readonly seek_count?: number;
  /** Seconds in which its page was kept for the way back. */
  readonly away_seconds?: number;
  /** Seconds in which the device slept, or by which its clock was put forward. */
  readonly suspended_seconds?: number;
  /** Seconds from the wish to play to the first sound. */
  readonly startup_seconds?: number;
  /** The place in the track at which it ended, in seconds from its start. */
  readonly position_seconds?: number;
  /** {@link PlayEndReason}. */
  readonly end_reason?: PlayEndReason;
  /** `code` of the last `MediaError`: 1 aborted, 2 network, 3 decoding, 4 source not supported. */
  readonly media_error_code?: number;
  readonly [key: string]: unknown;
}

/**
 * One play of one track: when it began and ended, how long it was to be, and what went wrong. A row that has no `ended_at` is playing, or
 * its page died and no other has come since.
 *
 * Durations are whole seconds. `started_at` is filled in when left out; `row_id` and `revision` always. `row_id` is the id of the play, to
 * which the `play_history_id` of {@link errorLog} leads.
 *
 * @example
 * ```ts
 * const play = log.plays.append({
 *   track_key: 'the beatles - hey jude',
 *   artist: 'The Beatles',
 *   title: 'Hey Jude',
 *   expected_duration_seconds: 431,
 * });
 * await play.set({ ended_at: new Date(), duration_seconds: 431, had_errors: false, error_count: 0 });
 * ```
 */
export const playHistory = table({
  name: 'play_history',
  features: {
    /** Normalised `artist - title`: `the beatles - hey jude`. */
    track_key: string(),
    /** Who made it. */
    artist: string(),
    /** What it is called. */
    title: string(),
    /** The album that it is of. */
    album: string(),
    /** Its id in AzuraCast, or in whatever gives the tracks out. */
    azuracast_song_id: string(),
    /** Path or address of the file that was played. */
    loop_file_path: string(),
    /** When it began, UTC. Filled in with the time of the append when left out. */
    started_at: timestamp(),
    /** When it ended, UTC; null while it plays. */
    ended_at: timestamp(),
    /** From its start to its end, in seconds, pauses included; null while it plays. */
    duration_seconds: int32(),
    /** How long the track is, in seconds. */
    expected_duration_seconds: int32(),
    /** Id of the process that played it, where it was one. */
    ffmpeg_pid: int32(),
    /** Whether anything went wrong. */
    had_errors: bool(),
    /** What went wrong, in words, or null. */
    error_message: string(),
    /** How often something went wrong. */
    error_count: int32(),
    /** {@link PlayMetadata}, as JSON text. */
    metadata: json<PlayMetadata>(),
  },
  fill: { started_at: 'appendedAt' },
});

/** A row of {@link playHistory}. */
export type PlayHistoryRow = Row<typeof playHistory>;
