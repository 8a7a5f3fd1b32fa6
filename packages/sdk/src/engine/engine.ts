import type { TableDefinition } from '@parqueue/schema';
import type { Clip } from '../api/audio.ts';
import type { EngineDiagnosis } from '../api/diagnosis.ts';
import type { ErrorCode } from '../api/errors.ts';
import type { DropReason, LoggerEvents } from '../api/events.ts';
import type { Consent } from '../api/loggerOptions.ts';
import type { DeleteResult, RowState } from '../api/row.ts';
import type { Stats } from '../api/stats.ts';
import type { Identity, JournalEntry } from '../store/records.ts';
import type { ExportFile } from './exportFiles.ts';

/** Raised when the calls below change, so that a page and a worker of different builds find out at the handshake. */
export const ENGINE_VERSION = 4;

/** What the engine is started with; plain data, since it may cross into a worker. */
export interface EngineConfig {
  readonly version: number;
  /** UUIDv7 of this page life. */
  readonly clientId: string;
  readonly relay: string;
  readonly dataset: string;
  readonly tables: readonly TableDefinition[];
  /** By table name: how long rows wait for company. */
  readonly flushEveryMs: Readonly<Record<string, number>>;
  readonly flushAt: { readonly rowCount: number; readonly sizeBytes: number };
  /** Bytes that rows and audio may take here; left out, as many as the browser gives. */
  readonly quota?: { readonly rowsBytes?: number; readonly audioBytes?: number };
  /** Audio waits while the browser is asked to save data. */
  readonly respectSaveData?: boolean;
  /** What the person allows. */
  readonly consent?: Consent;
  /** By table name: rows of a shard at the most, where a former engine broke over more. */
  readonly shardMaxRows?: Readonly<Record<string, number>>;
}

/** What the page does for the engine. */
export interface EngineHost {
  /** The site's credential for a ticket, or undefined where none is configured. */
  credential(): Promise<string | undefined>;
  emit(event: EngineEvent): void;
  /** Asks for another engine in this one's place: a codec is broken, and all of its realm with it. */
  restart(restart: EngineRestart): void;
  /**
   * Nothing is under way here and nothing waits, for a while now; told again while it stays so. Where there are no calls either, the realm may
   * be ended until there is one, and its memory with it. Left out where the engine lives on the page.
   */
  idle?(): void;
}

export interface EngineRestart {
  readonly reason: string;
  readonly table: string;
  /** What a shard of the table may hold from now on; left out when any number will do again. */
  readonly maxRows?: number;
}

type PublicEvent = Omit<LoggerEvents, 'error'>;

/**
 * What the engine tells the page: the public events (an error as its parts, since a class does not survive the way), the identity that
 * new rows are bound to, whether the relay takes audio, and rows that will not be committed any more.
 */
export type EngineEvent =
  | {
      readonly [K in keyof PublicEvent]: { readonly type: K; readonly detail: PublicEvent[K] };
    }[keyof PublicEvent]
  | { readonly type: 'error'; readonly detail: { readonly code: ErrorCode; readonly message: string } }
  | { readonly type: 'identity'; readonly detail: Identity }
  | { readonly type: 'audio'; readonly detail: { readonly isTaken: boolean } }
  | {
      readonly type: 'ended';
      readonly detail: { readonly rowIds: readonly string[]; readonly reason: string };
    };

/** What became of a change: it is in the row or in a new revision of it, or why not. */
export type ChangeOutcome = 'applied' | 'sealed' | 'forgotten' | 'once';

/** What became of a change of a row that only the engine knows. */
export interface ChangeReply {
  readonly outcome: ChangeOutcome;
  /** Columns that are set once, already were, and so kept their value. */
  readonly kept: readonly string[];
}

/** How far a flush waits. */
export type FlushTarget = 'stored' | 'accepted' | 'committed';

/** A recording that begins: where its frames come from. */
export interface RecordingStart {
  readonly recordingId: string;
  /** Rate of the frames, in Hz. */
  readonly sampleRate: number;
  readonly startedAt: number;
}

/**
 * The part that owns the database, the codecs and the uploads. It runs in a worker, or on the page where there can be none; the page
 * speaks to it through this interface alone. Every call may be made again after a failure: rows and changes are known by their ids.
 */
export interface Engine {
  /** Proves that it is alive and of the same build, and says what it has to do without. */
  hello(): Promise<EngineHello>;
  /** Writes entries; when it resolves they are durable, or, with storage `memory`, merely held. One outcome for each entry. */
  write(entries: readonly JournalEntry[], drops: readonly DropNotice[]): Promise<readonly ChangeOutcome[]>;
  flush(target: FlushTarget): Promise<void>;
  rowState(table: string, rowId: string): Promise<RowState>;
  /** A change of a row that is known by its id alone, such as one of an earlier page life. */
  changeRow(change: RowChange): Promise<ChangeReply>;
  /** Deletes a row that was not sent. */
  deleteRow(table: string, rowId: string): Promise<DeleteResult>;
  /** Resolves when it holds: for `denied`, when everything but the counts is deleted. */
  setConsent(consent: Consent): Promise<void>;
  /** Deletes what waits. */
  clear(): Promise<void>;
  stats(): Promise<Omit<Stats, 'engine'>>;
  /** What may go into a bug report. */
  diagnose(): Promise<EngineDiagnosis>;
  /** The files of an export, one after the other from index 0; undefined after the last. */
  exportNext(exportId: string, index: number): Promise<ExportFile | undefined>;
  /** Gets ready for a recording: loads the codec, writes its manifest. */
  startRecording(start: RecordingStart): Promise<void>;
  /** Takes the batches that come through the port; called again when the first port did not work. */
  attachCapture(recordingId: string, port: MessagePort): Promise<void>;
  /** Ends a recording when its last batch has come, which `isCut` says will not. Again gives the same clips. */
  finishRecording(recordingId: string, isCut: boolean): Promise<readonly Clip[]>;
  deleteRecording(recordingId: string): Promise<void>;
  encode(recordingId: string, samples: Float32Array, sampleRate: number): Promise<readonly Clip[]>;
  readClip(recordingId: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The page is hidden, is shown again, or the network came back. */
  notice(event: 'hidden' | 'visible' | 'online'): Promise<void>;
  close(): Promise<void>;
}

export interface EngineHello {
  readonly version: number;
  readonly storage: 'indexeddb' | 'folder' | 'memory';
  /** Why there is no audio: no WASM runs where the engine does. */
  readonly wasmRefusal: string | undefined;
}

export type RowChange = Pick<JournalEntry, 'table' | 'rowId' | 'change' | 'at' | 'line'>;

/** Rows that never became entries. */
export interface DropNotice {
  readonly table: string;
  readonly reason: DropReason;
  /** How many there were since the page life began, so that telling it again does no harm. */
  readonly total: number;
}
