import { createErrorRecorder, type ErrorRecorder } from '@parqueue/sdk/errors';
import { createPlayRecorder, type PlayRecorder, watchMedia } from '@parqueue/sdk/plays';
import { type DoorListener, watchDoor } from './log/watchDoor.ts';
import type { RadioLogger } from './radioLogger.ts';
import type { RadioTrack } from './tracks/playlist.ts';

const BUFFERED_EVERY_MS = 5000;

export interface LoggedRadio {
  readonly plays: PlayRecorder;
  readonly failures: ErrorRecorder;
}

type Listener = DoorListener<Readonly<Record<string, unknown>>>;

export interface LogRadioOptions {
  readonly log: RadioLogger;
  readonly audio: HTMLAudioElement;
  readonly track: () => RadioTrack;
  /** What was logged, for the page to show. */
  readonly heard: { readonly plays: Listener; readonly errors: Listener };
  /** A metric was logged. */
  readonly measured: (name: 'startup' | 'buffered', value: number) => void;
}

/** All that this page logs, and how: plays by themselves, errors, stalls as warnings, and two metrics. */
export function logRadio({ log, audio, track, heard, measured }: LogRadioOptions): LoggedRadio {
  const plays = createPlayRecorder(watchDoor(log.plays, heard.plays), { name: 'radio' });
  const failures = createErrorRecorder(
    { errors: watchDoor(log.errors, heard.errors), metrics: log.metrics },
    { service: 'player', context: () => ({ song_id: track().songId }) },
  );

  watchMedia(
    plays,
    audio,
    () => {
      const { artist, title, album, songId, durationS } = track();
      return { artist, title, album, songId, expectedDurationS: durationS };
    },
    {
      failed: ({ play, message, error }) =>
        void failures.error(message, { playId: play, context: { code: error?.code } }),
    },
  );

  let askedAtMs: number | undefined;
  audio.addEventListener('play', ({ timeStamp }) => {
    askedAtMs = timeStamp;
  });
  audio.addEventListener('playing', ({ timeStamp }) => {
    if (askedAtMs === undefined || audio.currentTime > 0.5) return;
    measure('startup', timeStamp - askedAtMs, 'ms');
    askedAtMs = undefined;
  });
  audio.addEventListener('waiting', () => {
    const playId = plays.current();
    // Before the first sound, and at a seek, to wait is nothing special.
    if (playId !== undefined && !audio.seeking && audio.currentTime > 0)
      failures.error('there was nothing to play', { severity: 'warning', playId });
  });

  function measure(name: 'startup' | 'buffered', value: number, unit: string): void {
    failures.metric(name, value, { unit, metadata: { song_id: track().songId } });
    measured(name, value);
  }

  setInterval(() => {
    if (audio.paused || audio.buffered.length === 0) return;
    const end = audio.buffered.end(audio.buffered.length - 1);
    measure('buffered', Math.max(0, end - audio.currentTime), 's');
  }, BUFFERED_EVERY_MS);
  return { plays, failures };
}
