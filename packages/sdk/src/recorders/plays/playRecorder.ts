import type { PlayEndReason, PlayHistoryRow, playHistory } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { ChangeResult, RowHandle } from '../../api/row.ts';
import type { OpenMarks } from '../openMarks.ts';

/** What is played. Whatever is left out is null in the row. */
export interface PlayTrack {
  /** Who made it. */
  readonly artist?: string | null | undefined;
  /** What it is called. */
  readonly title?: string | null | undefined;
  /** The album that it is of. */
  readonly album?: string | null | undefined;
  /** The track's id in AzuraCast, or in whatever gives the tracks out. */
  readonly songId?: string | number | null | undefined;
  /** Path or address of the file. */
  readonly filePath?: string | null | undefined;
  /** How long the track is, in seconds. */
  readonly expectedDurationS?: number | null | undefined;
  /** Id of the process that plays it, where it is one. */
  readonly processId?: number | null | undefined;
  /** The key by which plays of one track are found. Default: `trackKey` of artist and title. */
  readonly trackKey?: string | null | undefined;
  /** Goes into the row's `metadata`, beside what the recorder measures. A function is asked each time that the row is written. */
  readonly metadata?:
    | Readonly<Record<string, unknown>>
    | (() => Readonly<Record<string, unknown>>)
    | undefined;
}

/** How a play ended. */
export interface PlayEnd {
  /** Why. Default `ended`. */
  readonly reason?: PlayEndReason;
  /** Whether anything went wrong. What `error()` was told stays true. */
  readonly hadErrors?: boolean;
  /** What went wrong, in words. */
  readonly errorMessage?: string | null;
  /** How often something went wrong, where that is more than `error()` was told. */
  readonly errorCount?: number;
  /** Goes into the row's `metadata`, over that of the track. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A play under way. None of its methods ever throws; after its end they do nothing. */
export interface PlayHandle {
  /** The id of the play: its `row_id`, and the `play_history_id` of errors that occurred during it. */
  readonly rowId: string;
  /** Its row, for `stored` and `committed`. */
  readonly row: RowHandle<PlayHistoryRow, never>;
  /** Whether it was ended, by whatever ends a play. One whose page is left has not, as long as the page may come back. */
  readonly isEnded: boolean;
  /**
   * It stands still because somebody wants it to.
   *
   * @example
   * ```ts
   * play.pause();
   * ```
   */
  pause(): void;
  /**
   * It sounds, again: a pause or a stall is over.
   *
   * @example
   * ```ts
   * play.resume();
   * ```
   */
  resume(): void;
  /**
   * It would sound, and has nothing to. Not counted while it is paused.
   *
   * @example
   * ```ts
   * play.stall();
   * ```
   */
  stall(): void;
  /**
   * Somebody goes to another place in it.
   *
   * @example
   * ```ts
   * play.seek();
   * ```
   */
  seek(): void;
  /**
   * Something went wrong. It counts, and its message is kept, each text once.
   *
   * @example
   * ```ts
   * play.error(new Error('connection refused'));
   * ```
   */
  error(errorOrMessage?: unknown): void;
  /**
   * It is over. Once: what is said later changes nothing, and is answered the same.
   *
   * @example
   * ```ts
   * await play.end({ reason: 'stopped', hadErrors: false });
   * ```
   */
  end(details?: PlayEnd): Promise<ChangeResult>;
}

/** Logs what is played. None of its methods ever throws. */
export interface PlayRecorder {
  /**
   * Logs that a track began. The play before it ends, as `replaced`, unless plays may overlap.
   *
   * @example
   * ```ts
   * const play = plays.start({ artist: 'The Beatles', title: 'Hey Jude', songId: 123, expectedDurationS: 431 });
   * await play.row.stored;
   * ```
   */
  start(track: PlayTrack): PlayHandle;
  /**
   * The play under way, the latest where several are.
   *
   * @example
   * ```ts
   * plays.current()?.error('the stream broke off');
   * ```
   */
  current(): PlayHandle | undefined;
  /** Ids of plays that an earlier page life left open and that this recorder ended, once it has looked; it may take some five seconds. */
  readonly recovered: Promise<readonly string[]>;
  /**
   * Ends what is under way, as `stopped`, and lets go of the page. Plays may be started afterwards; they no longer end with the page.
   *
   * @example
   * ```ts
   * plays.close();
   * ```
   */
  close(): void;
}

/**
 * How a recorder of plays works.
 *
 * @example
 * ```ts
 * import { createPlayRecorder } from '@parqueue/sdk/plays';
 *
 * const decks = createPlayRecorder(log.plays, { name: 'decks', overlap: true });
 * ```
 */
export interface PlayRecorderOptions {
  /**
   * The name under which this origin remembers plays that are under way, so that a later page life ends those of one that crashed.
   * Recorders of different datasets or tables have different names. Default `plays`.
   */
  readonly name?: string;
  /** Where plays that are under way are remembered over a crash. Default: this origin's `localStorage`; in Node, `folderMarks`. */
  readonly marks?: OpenMarks;
  /** Whether a play goes on when another starts. Default false. */
  readonly overlap?: boolean;
}

/** The door of a table `playHistory`. */
export type PlayDoor = TableDoor<typeof playHistory>;
