import type { Clip } from './audio.ts';
import type { ParqueueError } from './errors.ts';
import type { CommitPlace } from './row.ts';

/** Stops listening; again does nothing. */
export type Unsubscribe = () => void;

/**
 * Why rows were dropped.
 *
 * | reason | what happened |
 * |---|---|
 * | `invalid` | the row did not fit its table; `stored` rejects with the error |
 * | `before_append` | `beforeAppend` gave `null` |
 * | `relay_lost` | the relay had confirmed the rows and no longer knows them |
 * | `corrupt` | what this device kept of the rows cannot be read; it is set aside |
 * | `consent_denied` | the consent was withdrawn: rows that waited were deleted, rows said afterwards are not taken |
 * | `cleared` | the page called `clear()` |
 * | `deleted` | the page deleted the row before it was sent |
 * | `evicted` | the rows were kept on this device and are gone: the browser, or somebody, deleted them |
 */
export type DropReason =
  | 'invalid'
  | 'before_append'
  | 'relay_lost'
  | 'corrupt'
  | 'evicted'
  | 'consent_denied'
  | 'cleared'
  | 'deleted';

/** Rows of one table that took a step together. */
export interface RowsStored {
  /** The table's name, which may differ from its local name on the logger. */
  readonly table: string;
  /** UUIDv7 of each row. */
  readonly rowIds: readonly string[];
}

/** Rows that reached the relay in one shard. */
export interface RowsAccepted extends RowsStored {
  /** UUIDv7 of the shard, the file in which they were sent. */
  readonly shardId: string;
}

/** Rows of one shard that are in the dataset, with the commit and the file. */
export interface RowsCommitted extends RowsAccepted, CommitPlace {}

/** A shard on its way. */
export interface ShardProgress {
  /** The table's name. */
  readonly table: string;
  /** UUIDv7 of the shard. */
  readonly shardId: string;
  /** Size of the whole shard, in bytes. */
  readonly sizeBytes: number;
}

/** Sending failed, and will be tried again. */
export interface RetryNotice {
  /** What failed, in words. */
  readonly reason: string;
  /** How long until the next try, in milliseconds; at most 15 minutes, unless the relay asks for more. */
  readonly delayMs: number;
}

/** Rows that will not reach the dataset; they are counted in {@link TableStats}. */
export interface RowsDropped {
  /** The table's name. */
  readonly table: string;
  /** Why. */
  readonly reason: DropReason;
  /** How many. */
  readonly rowCount: number;
}

/** A part is missing, and something simpler stands in. */
export interface Degradation {
  /**
   * `worker`: the work is done on the page. `storage`: rows are held in memory, and `stored` means the relay's receipt. `wasm`: the light
   * writer makes the files, and there is no audio.
   */
  readonly part: 'worker' | 'storage' | 'wasm';
  /** Why, in words. */
  readonly reason: string;
}

/** The worker failed, and another takes its place; what was not stored is given to that one. */
export interface WorkerRestart {
  /** Why, in words. */
  readonly reason: string;
}

/** The browser gives no more room. */
export interface QuotaReached {
  /** What could not be stored: rows wait on the page until there is room; a recording ends, with what was stored before. */
  readonly kind: 'rows' | 'audio';
  /** The recording that ended by itself; its `stop()` gives its clips. Left out for rows. */
  readonly recordingId?: string;
}

/** Audio was lost on the way in, and stands as zeros. */
export interface AudioGap {
  /** UUIDv7 of the recording. */
  readonly recordingId: string;
  /** How many samples, at 16 kHz. */
  readonly gapFrames: number;
}

/** The browser had lost this page's database, and it is as it was before. */
export interface StorageRestored {
  /** What the browser says of it, in words. */
  readonly reason: string;
}

/**
 * A recording that was cut off, by a crash or a closed tab, and completed from what had been kept. A row that was appended with it is sent
 * with it, and nobody has to do anything.
 */
export interface RecordingRecovered {
  /** UUIDv7 of the recording. */
  readonly recordingId: string;
  /** When it began, in epoch milliseconds. */
  readonly startedAt: number;
  /** How much of it was kept, in seconds, all clips together. */
  readonly durationS: number;
  /** The clips that no row has, to be appended like any other or deleted; none where a row has them all. */
  readonly clips: readonly Clip[];
  /** The row that waits with it, or with one of its clips; left out where none does. */
  readonly rowId?: string;
}

/** Clips of a recording were deleted, since no row had taken them for seven days. */
export interface RecordingUntaken {
  /** UUIDv7 of the recording. */
  readonly recordingId: string;
  /** How many clips were deleted. */
  readonly clipCount: number;
}

/** Something went wrong that nobody was waiting for. */
export interface Failure {
  /** What. */
  readonly error: ParqueueError;
}

/** What the logger tells: each event with what its listeners are given. */
export interface LoggerEvents {
  /** A shard is being sent. */
  readonly progress: ShardProgress;
  /** Rows are in IndexedDB; where there is none, at the relay. */
  readonly stored: RowsStored;
  /** Rows are at the relay, durable there. */
  readonly accepted: RowsAccepted;
  /** Rows are in the dataset. Told for rows of earlier visits, too. */
  readonly committed: RowsCommitted;
  /** Sending failed and is tried again. */
  readonly retry: RetryNotice;
  /** Rows were dropped. */
  readonly dropped: RowsDropped;
  /** Something simpler stands in for a part that this browser or page does not allow. */
  readonly degraded: Degradation;
  /** The worker failed, and another takes its place. When that fails, too, the work is done on the page: `degraded`. */
  readonly restarted: WorkerRestart;
  /** There is no more room, by the browser or by the option `quota`. Told once for rows until some are stored again. */
  readonly quota: QuotaReached;
  /** A recording has gaps; told when it has ended. */
  readonly gap: AudioGap;
  /**
   * A recording that was cut off is complete. Told about a second after the logger's first use, once in a visit, and again in later ones as
   * long as it has clips that no row took, for seven days.
   */
  readonly recovered: RecordingRecovered;
  /** The browser had deleted the database with what waits, as Chromium may after a crash; it was restored from its second copy. */
  readonly restored: StorageRestored;
  /** Clips that no row took were deleted. */
  readonly untaken: RecordingUntaken;
  /** Something went wrong that nobody was waiting for. */
  readonly error: Failure;
}
