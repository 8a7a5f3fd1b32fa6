import type { PlayEndReason, PlayHistoryRow, PlayMetadata } from '@parqueue/schema/presets';
import { plainJson } from '../plainJson.ts';
import type { PlayTrack } from './playRecorder.ts';
import type { PlayState } from './playState.ts';
import { trackKey } from './trackKey.ts';

/** When a play began, on both clocks, and what they say now. Milliseconds. */
export interface PlayTimes {
  readonly startedAt: number;
  readonly startedMs: number;
  readonly now: number;
  readonly nowMs: number;
}

/** A device that sleeps stops the monotonic clock, and nobody notices less than this. */
const LEAST_SUSPENSION_MS = 2000;
const INT32 = 2 ** 31;

/** What is known of a play at its start. */
export function startColumns(track: PlayTrack, startedAt: number): PlayHistoryRow {
  const { artist, title, album, songId, filePath, expectedDurationS, processId } = track;
  return {
    track_key: textOf(track.trackKey ?? trackKey({ artist: textOf(artist), title: textOf(title) })),
    artist: textOf(artist),
    title: textOf(title),
    album: textOf(album),
    azuracast_song_id: textOf(songId),
    loop_file_path: textOf(filePath),
    started_at: startedAt,
    expected_duration_seconds: wholeOf(expectedDurationS),
    ffmpeg_pid: wholeOf(processId),
    had_errors: false,
    error_count: 0,
  };
}

/** What went wrong so far. */
export function errorColumns({ errorCount, errorMessages }: PlayState): PlayHistoryRow {
  return {
    had_errors: errorCount > 0,
    error_message: errorMessages.length > 0 ? errorMessages.join('\n') : null,
    error_count: Math.min(errorCount, INT32 - 1),
  };
}

/**
 * All that changes by the end of a play. It lasted from its start to its end by the clock on the wall, so that a device's sleep counts, but
 * never less than by the monotonic clock: a clock that is set back takes nothing away. `ended_at` is `started_at` and that duration.
 */
export function endColumns(
  state: PlayState,
  times: PlayTimes,
  {
    reason,
    metadata,
  }: { readonly reason: PlayEndReason; readonly metadata: Readonly<Record<string, unknown>> },
): PlayHistoryRow {
  const awakeMs = times.nowMs - times.startedMs;
  const durationMs = Math.max(0, awakeMs, times.now - times.startedAt);
  return {
    ...errorColumns(state),
    ended_at: times.startedAt + Math.round(durationMs),
    duration_seconds: wholeOf(durationMs / 1000),
    metadata: { ...metadata, ...measured(state, durationMs - awakeMs), end_reason: reason },
  };
}

/** The same for a play that goes on: when it ends is not known. */
export const openColumns = (
  state: PlayState,
  metadata: Readonly<Record<string, unknown>>,
): PlayHistoryRow => ({
  ...errorColumns(state),
  ended_at: null,
  duration_seconds: null,
  metadata: { ...metadata, ...measured(state, 0) },
});

function measured(state: PlayState, suspendedMs: number): PlayMetadata {
  const { spentMs, pauseCount, stallCount, seekCount } = state;
  return {
    played_seconds: secondsOf(spentMs.playing),
    paused_seconds: secondsOf(spentMs.paused),
    pause_count: pauseCount,
    stalled_seconds: secondsOf(spentMs.stalled),
    stall_count: stallCount,
    seek_count: seekCount,
    ...(spentMs.away > 0 ? { away_seconds: secondsOf(spentMs.away) } : {}),
    ...(suspendedMs >= LEAST_SUSPENSION_MS ? { suspended_seconds: secondsOf(suspendedMs) } : {}),
  };
}

/** The metadata that the page gives, which may be asked for each time; what it throws is its own affair. */
export function metadataOf(given: PlayTrack['metadata']): Readonly<Record<string, unknown>> {
  try {
    const plain = plainJson(typeof given === 'function' ? given() : given) ?? {};
    return typeof plain === 'object' && !Array.isArray(plain)
      ? (plain as Readonly<Record<string, unknown>>)
      : { value: plain };
  } catch {
    return {};
  }
}

const secondsOf = (ms: number): number => Math.round(ms) / 1000;

const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;

/** Whole, in the range of the column; a stream without an end has an endless duration, which is none. */
function wholeOf(value: unknown): number | null {
  const whole = typeof value === 'number' ? Math.round(value) : Number.NaN;
  return whole >= -INT32 && whole < INT32 ? whole : null;
}
