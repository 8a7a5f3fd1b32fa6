import type { AppendColumn, Row, TableDefinition } from '@parqueue/schema';
import type { Clip, EncodeInput, EncodeOptions, Recording, RecordOptions } from './audio.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { LoggerEvents, Unsubscribe } from './events.ts';
import type { Consent, Tables } from './loggerOptions.ts';
import type { RowHandle } from './row.ts';
import type { Stats } from './stats.ts';

/**
 * How long a flush waits.
 *
 * @example
 * ```ts
 * await log.flush({ until: 'committed', signal: AbortSignal.timeout(60_000) });
 * ```
 */
export interface FlushOptions {
  /** How far everything appended so far must come: into IndexedDB, to the relay, or into the dataset. Default `accepted`. */
  readonly until?: 'stored' | 'accepted' | 'committed';
  /** Gives up waiting, and the promise rejects with its reason; the rows go on. Default: waits for as long as it takes. */
  readonly signal?: AbortSignal;
}

/**
 * Where an export goes.
 *
 * @example
 * ```ts
 * declare const folder: FileSystemDirectoryHandle;
 * await log.export({ folder });
 * ```
 */
export interface ExportOptions {
  /** The folder that the files are written into, as the person gave it. */
  readonly folder: FileSystemDirectoryHandle;
}

/** The door of one table. */
export interface TableDoor<T extends TableDefinition> {
  /**
   * Logs a row. Returns at once and never throws: a row that does not fit its table rejects `stored` with a `RowError` and is counted as
   * `dropped(invalid)`, as does one of more than 2.5 Mi characters of JSON, and one whose clip another row of this page has.
   *
   * @example
   * ```ts
   * const { clips } = await recording.stop();
   * const row = log.runs.append({ audio: clips[0], surah: 2, asr_model: 'Large' });
   * await row.stored;
   * ```
   */
  append(row: Row<T>): RowHandle<Row<T>, AppendColumn<T>>;
  /**
   * Finds a row again by its id, of this visit or an earlier one. Looks nothing up: a row that this device does not know has the state
   * `unknown`.
   *
   * @example
   * ```ts
   * const state = await log.runs.row('01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51').state();
   * if (state.kind === 'committed') console.log(state.path);
   * ```
   */
  row(rowId: string): RowHandle<Row<T>, AppendColumn<T>>;
}

/**
 * What every logger can do, beside the doors of its tables. A rejection of any of these is never unhandled. Besides those that are named
 * below, all but `on` and `close` may reject with a {@link ParqueueError} `misconfigured`, `engine_failed` or `closed`.
 */
export interface LoggerMethods {
  /**
   * Starts a recording of the microphone, or of `stream`. To be called from a click or a key press: without one, browsers keep audio
   * suspended.
   *
   * @throws {ParqueueError} `microphone_refused`, `no_microphone`, `microphone_busy` or `audio_unsupported`.
   * @example
   * ```ts
   * const take = await log.record();
   * const row = log.runs.append({ audio: take });
   * await take.stop();
   * ```
   */
  record(options?: RecordOptions): Promise<Recording>;
  /**
   * Encodes audio that exists already, mono or mixed to mono, into clips of 16 kHz FLAC, each at most 15 minutes long; none where there is
   * no sample. The input is left as it is.
   *
   * @throws {ParqueueError} `audio_unreadable` when the browser cannot decode it, or when `sampleRate` is missing or given in vain;
   * `storage_failed` when the browser refuses to store it.
   * @example
   * ```ts
   * const file = await (await fetch('/recitation.wav')).blob();
   * const [clip] = await log.encode(file);
   * log.runs.append({ audio: clip });
   * ```
   */
  encode(input: EncodeInput, options?: EncodeOptions): Promise<readonly Clip[]>;
  /**
   * The FLAC file of a clip (`audio/flac`), while this device still holds it: until the relay's receipt for its row. Else `undefined`.
   *
   * @example
   * ```ts
   * const file = clip && (await log.readClip(clip));
   * if (file) await new Audio(URL.createObjectURL(file)).play();
   * ```
   */
  readClip(clip: Pick<Clip, 'recordingId' | 'index'>): Promise<Blob | undefined>;
  /**
   * Deletes a recording and all of its clips from this device; one that is not there is no mistake. It is meant for takes that no row was
   * given: a row that waits for its audio is sent without it.
   *
   * @example
   * ```ts
   * if (clip) await log.deleteRecording(clip.recordingId);
   * ```
   */
  deleteRecording(recordingId: string): Promise<void>;
  /**
   * Says what the person allows. `denied` resolves once everything of this relay and dataset is deleted from this device, but for the counts
   * of `stats()`: rows, recordings, shards, dead letters, ids, in this tab and in the others that are open; uploads under way are cut off.
   * What had reached the relay stays there, and one that was under way may have. Each tab is granted anew by its own page.
   *
   * @throws {ParqueueError} `misconfigured`, or `storage_failed` when the browser refuses to delete.
   * @example
   * ```ts
   * await log.setConsent('denied');
   * ```
   */
  setConsent(consent: Consent): Promise<void>;
  /**
   * Allows audio, or ends it: recordings that run are stopped and kept, and `record` and `encode` reject with `audio_off`. Rows go on.
   *
   * @example
   * ```ts
   * await log.setAudio(false);
   * ```
   */
  setAudio(isOn: boolean): Promise<void>;
  /**
   * Deletes what waits on this device: rows, recordings, shards, dead letters. It counts as `dropped(cleared)`; rows that wait for it reject
   * with `cleared`. Logging goes on.
   *
   * @example
   * ```ts
   * await log.clear();
   * ```
   */
  clear(): Promise<void>;
  /**
   * What is pending on this device, as a zip: rows and waiting shards as Parquet or JSON lines, dead letters,
   * clips as FLAC, and `manifest.json`. Nothing is sent, sealed or deleted. Rows without an identity yet have a null `user_id`. A row that
   * is sealed meanwhile may be in two files, with one id.
   *
   * @throws {ParqueueError} `export_too_large` when a zip would hold 4 GiB or more.
   * @example
   * ```ts
   * const zip = await log.export();
   * console.log(zip.size);
   * ```
   */
  export(): Promise<Blob>;
  /**
   * The same, written into a folder.
   *
   * @throws {ParqueueError} `storage_failed` when the browser refuses to read.
   * @example
   * ```ts
   * declare const folder: FileSystemDirectoryHandle;
   * await log.export({ folder });
   * ```
   */
  export(options: ExportOptions): Promise<undefined>;
  /**
   * Sends what waits, now; without consent it waits for that, also what `respectSaveData` keeps back. Resolves when everything appended so far has come as far as `until` says; a row that is refused for good or lost
   * counts as having come to its end.
   *
   * @throws {unknown} the reason of `signal`, when it was aborted.
   * @example
   * ```ts
   * await log.flush();
   * ```
   */
  flush(options?: FlushOptions): Promise<void>;
  /**
   * What was appended and where it is, by table, once everything that was appended so far is stored.
   *
   * @example
   * ```ts
   * const { tables, storage } = await log.stats();
   * console.log(tables['alignment']?.pending, storage.usageBytes);
   * ```
   */
  stats(): Promise<Stats>;
  /**
   * The state of the logger as plain data, for a bug report: versions, what the browser has, the account, what lies where, pauses, the last
   * hundred events. It has no content of rows, no identity, no ticket and no text of errors. It answers where no engine does, after five
   * seconds.
   *
   * @example
   * ```ts
   * console.log(JSON.stringify(await log.diagnose(), null, 2));
   * ```
   */
  diagnose(): Promise<Diagnosis>;
  /**
   * Listens to an event; the returned function stops that. A listener that throws disturbs nothing.
   *
   * @example
   * ```ts
   * const stopListening = log.on('dropped', ({ table, reason, rowCount }) => {
   *   console.warn(`${rowCount} rows of ${table} were dropped: ${reason}`);
   * });
   * ```
   */
  on<K extends keyof LoggerEvents>(event: K, listener: (detail: LoggerEvents[K]) => void): Unsubscribe;
  /**
   * Stores what is not stored, waiting at most five seconds, ends the worker and lets go of everything. What is stored is sent on the next
   * visit; what is appended afterwards is refused with `closed`. Again gives the same promise.
   *
   * @example
   * ```ts
   * await log.close();
   * ```
   */
  close(): Promise<void>;
}

/** A logger: its methods, and a door for each table under its local name. */
export type Logger<T extends Tables> = LoggerMethods & { readonly [K in keyof T]: TableDoor<T[K]> };
