import { pageLife } from '../../browser/pageLife.ts';
import { pageMarks } from '../../browser/pageMarks.ts';
import { recorderPlatform } from '../../browser/recorderPlatform.ts';
import type { OpenMarks } from '../openMarks.ts';
import type { RecorderEnvironment } from '../recorderEnvironment.ts';
import { type OpenPlay, openPlay } from './openPlay.ts';
import type { PageLife } from './pageLife.ts';
import type { PlayDoor, PlayRecorder, PlayRecorderOptions } from './playRecorder.ts';
import { recoverPlays } from './recoverPlays.ts';

/**
 * Makes a recorder of plays. It logs a row when a play starts, and changes it when it ends: when it is told so, when the next one starts,
 * and when the page goes away; one that a crash left open is ended when a recorder is next made. A hidden page goes on playing, and so does
 * the play. A page that comes back as it was, from the cache of the way back, goes on with its play: its row is open again, and the time
 * away counts as `away_seconds`.
 *
 * @example
 * ```ts
 * import { createLogger } from '@parqueue/sdk';
 * import { createPlayRecorder } from '@parqueue/sdk/plays';
 * import { playHistory } from '@parqueue/sdk/presets';
 *
 * const log = createLogger({
 *   relay: 'https://relay.example.workers.dev',
 *   dataset: 'radio',
 *   tables: { plays: playHistory },
 * });
 * const plays = createPlayRecorder(log.plays);
 * const play = plays.start({ artist: 'The Beatles', title: 'Hey Jude', expectedDurationS: 431 });
 * play.end();
 * ```
 */
export function createPlayRecorder(door: PlayDoor, options: PlayRecorderOptions = {}): PlayRecorder {
  const { name = 'plays', marks = pageMarks(name) } = options;
  return playRecorderOver(door, options, {
    environment: recorderPlatform(),
    marks,
    life: pageLife(),
  });
}

export interface PlayRecorderParts {
  readonly environment: RecorderEnvironment;
  readonly marks: OpenMarks;
  readonly life: PageLife;
}

export function playRecorderOver(
  door: PlayDoor,
  { overlap = false }: PlayRecorderOptions,
  { environment, marks, life }: PlayRecorderParts,
): PlayRecorder {
  let open: readonly OpenPlay[] = [];
  const stopFollowing = life.follow((moment) => {
    for (const play of open) moment === 'left' ? play.leave() : play.comeBack();
  });
  const ended = (play: OpenPlay) => {
    open = open.filter((other) => other !== play);
  };
  const endAll = (reason: 'replaced' | 'stopped') => {
    for (const { handle } of open) void handle.end({ reason });
  };
  return {
    recovered: recoverPlays(door, marks),
    start(track) {
      if (!overlap) endAll('replaced');
      const play = openPlay(track ?? {}, { door, environment, marks, ended });
      open = [...open, play];
      return play.handle;
    },
    current: () => open.at(-1)?.handle,
    close() {
      endAll('stopped');
      stopFollowing();
    },
  };
}
