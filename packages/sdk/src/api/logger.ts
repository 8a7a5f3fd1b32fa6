import type { AppendColumn, Row, TableDefinition } from '@parqueue/schema';
import type { Clip, EncodeInput, Recording, RecordOptions } from './audio.ts';
import type { LoggerEvents, Unsubscribe } from './events.ts';
import type { RowHandle } from './row.ts';
import type { Stats } from './stats.ts';

/** Tables by the local names that the page uses for them. */
export type Tables = Readonly<Record<string, TableDefinition>>;

/** Milliseconds, or a number with a unit: `'500ms'`, `'30s'`, `'1m'`, `'2h'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

export interface LoggerOptions<T extends Tables> {
  /** The relay's address: `https://relay.example.workers.dev`. */
  readonly relay: string;
  /** The relay's name for the dataset; which repo that is, the relay knows. */
  readonly dataset: string;
  /** The tables to log to, each under the name that it gets on the logger. */
  readonly tables: T;
  /**
   * Gives the credential that the relay turns into a ticket, such as a token that the site's backend signs. Left out where the relay is
   * open to the page's origin. Called again whenever a ticket runs out; a rejection is a retryable failure.
   */
  readonly ticket?: () => Promise<string> | string;
  /** Sees each row before it is stored, and may change it; `null` drops it, counted as `dropped(before_append)`. */
  readonly beforeAppend?: (table: string, row: Readonly<Record<string, unknown>>) => object | null;
  /** How long rows wait for company before they are sent, for all tables or by local name. Default one minute; a recording goes at once. */
  readonly flushEvery?: Duration | { readonly [K in keyof T]?: Duration };
  /** Rows or bytes that are not waited for any longer. Default 10,000 rows or 4 MiB a table. */
  readonly flushAt?: { readonly rowCount?: number; readonly sizeBytes?: number };
  /** Address of a self-hosted worker file, for pages whose Content-Security-Policy allows no other. */
  readonly workerUrl?: string | URL;
  /** Address of a self-hosted audio worklet file, for the same pages. */
  readonly workletUrl?: string | URL;
}

export interface FlushOptions {
  /** How far everything appended so far must come: into IndexedDB, to the relay, or into the dataset. Default `accepted`. */
  readonly until?: 'stored' | 'accepted' | 'committed';
  /** Gives up waiting; the rows go on. */
  readonly signal?: AbortSignal;
}

/** The door of one table. */
export interface TableDoor<T extends TableDefinition> {
  /**
   * Logs a row. Returns at once and never throws: a row that does not fit its table rejects `stored` with a `RowError` and is counted as
   * `dropped(invalid)`.
   */
  append(row: Row<T>): RowHandle<Row<T>, AppendColumn<T>>;
  /** Finds a row again by its id, of this visit or an earlier one. */
  row(rowId: string): RowHandle<Row<T>, AppendColumn<T>>;
}

export interface LoggerMethods {
  /**
   * Starts a recording of the microphone, or of `stream`.
   *
   * @throws {ParqueueError} `microphone_refused`, `no_microphone`, `microphone_busy` or `audio_unsupported`.
   */
  record(options?: RecordOptions): Promise<Recording>;
  /**
   * Encodes audio that exists already, mono or mixed to mono, into clips of 16 kHz FLAC.
   *
   * @throws {ParqueueError} `audio_unreadable` when the browser cannot decode it.
   */
  encode(input: EncodeInput, options?: { readonly sampleRate?: number }): Promise<readonly Clip[]>;
  /** The FLAC file of a clip, while this device still holds it; else `undefined`. */
  readClip(clip: Pick<Clip, 'recordingId' | 'index'>): Promise<Blob | undefined>;
  /** Deletes a recording that no row has taken. */
  deleteRecording(recordingId: string): Promise<void>;
  /** Sends what waits, now. Resolves when everything appended so far has come as far as `until` says. */
  flush(options?: FlushOptions): Promise<void>;
  /** What was appended and where it is, by table. */
  stats(): Promise<Stats>;
  /** Listens to an event; the returned function stops that. A listener that throws disturbs nothing. */
  on<K extends keyof LoggerEvents>(event: K, listener: (detail: LoggerEvents[K]) => void): Unsubscribe;
  /** Stores what is not stored, ends the worker and lets go of everything. What is stored is sent on the next visit. */
  close(): Promise<void>;
}

/** A logger: its methods, and a door for each table under its local name. */
export type Logger<T extends Tables> = LoggerMethods & { readonly [K in keyof T]: TableDoor<T[K]> };
