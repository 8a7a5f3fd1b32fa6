import { metadataOf } from './playColumns.ts';
import type { PlayHandle, PlayRecorder, PlayTrack } from './playRecorder.ts';

/** `MediaError` codes in words: https://html.spec.whatwg.org/multipage/media.html#error-codes */
const MEDIA_ERRORS = [
  '',
  'playing was aborted',
  'the network failed',
  'it cannot be decoded',
  'it cannot be played',
];
/** From `HAVE_FUTURE_DATA` on there is something to play. */
const HAVE_FUTURE_DATA = 3;

/** An error of a media element that ended a play. */
export interface MediaFailure {
  /** The play that it ended. */
  readonly play: PlayHandle;
  /** What went wrong, in words; the play's row has them, too. */
  readonly message: string;
  /** What the element says of it, where it does. */
  readonly error: MediaError | null;
}

/**
 * How a media element is watched.
 *
 * @example
 * ```ts
 * import { watchMedia } from '@parqueue/sdk/plays';
 *
 * watchMedia(plays, new Audio('/night.mp3'), () => ({ title: 'Night' }), {
 *   failed: ({ play, message, error }) =>
 *     void failures.error(message, { playId: play, context: { code: error?.code } }),
 * });
 * ```
 */
export interface WatchMediaOptions {
  /** Hears of each failure, such as to log it with `createErrorRecorder`. Default: nobody does. */
  readonly failed?: (failure: MediaFailure) => void;
}

/** What is known of the source at hand; it goes into its play's metadata. */
interface SourceFacts {
  startup_seconds?: number;
  position_seconds?: number;
  media_error_code?: number;
}

/**
 * Logs what an `<audio>` or `<video>` element plays. A play starts when a source first sounds, or stalls or fails before it could; it
 * pauses, seeks, stalls and ends as the element does. The element's duration is the expected one where the track gives none.
 *
 * In the metadata, `startup_seconds` is the time from `play()` to the first sound, `position_seconds` where in the track it ended, and
 * `media_error_code` the code of a `MediaError`. For an element that loops, each return to the start counts as a seek. Where sources are
 * child elements, their errors are theirs, and not seen here.
 *
 * @param trackOf says what the element plays, asked when a play starts. When it throws, the row has the element's facts alone.
 * @returns stops watching; a play under way ends as `stopped`.
 * @example
 * ```ts
 * import { createPlayRecorder, watchMedia } from '@parqueue/sdk/plays';
 *
 * const audio = new Audio('/night.mp3');
 * const stopWatching = watchMedia(createPlayRecorder(log.plays), audio, () => ({ title: 'Night' }));
 * await audio.play();
 * ```
 */
export function watchMedia(
  recorder: PlayRecorder,
  element: HTMLMediaElement,
  trackOf: (element: HTMLMediaElement) => PlayTrack,
  { failed }: WatchMediaOptions = {},
): () => void {
  const stop = new AbortController();
  let play: PlayHandle | undefined;
  let facts: SourceFacts = {};
  /** When it was asked to play, until it sounds: milliseconds on the clock of events. */
  let wantedAtMs: number | undefined;

  const running = () => (play?.isEnded === false ? play : undefined);

  function open(): PlayHandle {
    const known = running();
    if (known !== undefined) return known;
    const own = facts;
    const track = trackFrom(element, trackOf);
    play = recorder.start({ ...track, metadata: () => ({ ...metadataOf(track.metadata), ...own }) });
    return play;
  }

  function noteSound(atMs: number): void {
    if (wantedAtMs !== undefined) facts.startup_seconds ??= rounded((atMs - wantedAtMs) / 1000);
    wantedAtMs = undefined;
  }

  function notePlace(): void {
    if (running() && Number.isFinite(element.currentTime))
      facts.position_seconds = rounded(element.currentTime);
  }

  function forgetSource(): void {
    facts = {};
    wantedAtMs = undefined;
  }

  const on = (type: string, work: (event: Event) => void) =>
    element.addEventListener(type, work, { signal: stop.signal });

  on('play', ({ timeStamp }) => {
    if (running() !== undefined) return;
    facts = {};
    wantedAtMs ??= timeStamp;
  });
  on('playing', ({ timeStamp }) => {
    noteSound(timeStamp);
    open().resume();
  });
  on('pause', () => {
    notePlace();
    if (!element.ended) running()?.pause();
  });
  // A seek waits for its place: that is no stall.
  on('waiting', () => void (element.seeking || running()?.stall()));
  on('stalled', () => {
    if (!element.paused && !element.seeking && element.readyState < HAVE_FUTURE_DATA) open().stall();
  });
  on('seeking', () => running()?.seek());
  on('timeupdate', notePlace);
  on('ended', () => {
    notePlace();
    void running()?.end({ reason: 'ended' });
    forgetSource();
  });
  on('emptied', () => {
    // The element is at its start again; where it was is what was last noted.
    void running()?.end({ reason: 'replaced' });
    forgetSource();
  });
  on('error', () => {
    // What nobody wanted to hear is no play, such as a preload that fails.
    if (running() === undefined && wantedAtMs === undefined) return;
    const { error } = element;
    if (error) facts.media_error_code = error.code;
    const message = errorText(error);
    const failing = open();
    failing.error(message);
    void failing.end({ reason: 'failed' });
    forgetSource();
    failed?.({ play: failing, message, error });
  });
  if (!element.paused && !element.ended && element.readyState >= HAVE_FUTURE_DATA) open();

  return () => {
    stop.abort();
    notePlace();
    void running()?.end({ reason: 'stopped' });
  };
}

function trackFrom(element: HTMLMediaElement, trackOf: (element: HTMLMediaElement) => PlayTrack): PlayTrack {
  const { duration } = element;
  try {
    const track = trackOf(element) ?? {};
    return { ...track, expectedDurationS: track.expectedDurationS ?? duration };
  } catch {
    return { expectedDurationS: duration };
  }
}

function errorText(error: MediaError | null): string {
  const { code = 0, message = '' } = error ?? {};
  const words = MEDIA_ERRORS[code] || 'the media failed';
  return message === '' ? words : `${words}: ${message}`;
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
