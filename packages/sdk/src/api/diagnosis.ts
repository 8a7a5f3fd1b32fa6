import type { LoggerEvents } from './events.ts';
import type { Stats } from './stats.ts';

/** What the browser has, by name: `true`, `false`, or a number or word where that says more. */
export type BrowserFeatures = Readonly<Record<string, boolean | number | string>>;

/** One event of the last hundred, without words, rows or ids of people. */
export interface DiagnosedEvent {
  /** When it was told, in epoch milliseconds. */
  readonly at: number;
  /** Its name, as `log.on` knows it. */
  readonly kind: keyof LoggerEvents;
  /** Its counts, codes, tables and shards. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A shard that lies on this device. */
export interface DiagnosedShard {
  /** UUIDv7 of the shard. */
  readonly shardId: string;
  /** The table's name. */
  readonly table: string;
  /** `waiting` for its receipt, or `dead`. */
  readonly state: 'waiting' | 'dead';
  /** Rows in it. */
  readonly rowCount: number;
  /** Size of the file, in bytes. */
  readonly sizeBytes: number;
  /** When it was made, in epoch milliseconds. */
  readonly sealedAt: number;
  /** The code that a dead one was refused with, where it has one. */
  readonly code?: string;
}

/** A pause: of all sending (`key` is `all`), of a table, or of a shard. */
export interface DiagnosedPause {
  /** `all`, a table's name or a shard's id. */
  readonly key: string;
  /** Failures in a row. */
  readonly attempt: number;
  /** How long until the next try, in milliseconds. */
  readonly waitMs: number;
}

/** What the engine says of itself. */
export interface EngineDiagnosis {
  /** How many records lie in each area of the database. */
  readonly recordCounts: Readonly<Record<string, number>>;
  /** Shards on this device, at most a hundred. */
  readonly shards: readonly DiagnosedShard[];
  /** Pauses after failures. */
  readonly pauses: readonly DiagnosedPause[];
  /** Recordings on this device, by state. */
  readonly recordings: {
    /** Under way, in any tab, or cut off. */
    readonly running: number;
    /** Whole. */
    readonly complete: number;
    /** Of these, the ones that were cut off. */
    readonly recovered: number;
  };
  /** When the oldest recording that is here began, in epoch milliseconds; left out where there is none. */
  readonly oldestRecordingAt?: number;
  /** The relay's clock less this device's, in milliseconds; left out until a ticket came. */
  readonly clockOffsetMs?: number;
}

/** The state of a logger, as JSON, for a bug report. It has no content of rows, no identity, no ticket, and no text of errors. */
export interface Diagnosis {
  /** When it was made, in epoch milliseconds. */
  readonly at: number;
  /** Version of the calls between page and engine. */
  readonly engineVersion: number;
  /** What the browser has. */
  readonly browser: BrowserFeatures;
  /** The options, without what is secret; `null` where they are wrong. */
  readonly options: {
    /** Origin of the relay: no path, no password. */
    readonly relayOrigin: string;
    /** The relay's name for the dataset. */
    readonly dataset: string;
    /** The tables, each with its version. */
    readonly tables: readonly {
      /** The table's name. */
      readonly name: string;
      /** What changes with its columns. */
      readonly fingerprint: string;
    }[];
    /** How long rows wait, by the table's name, in milliseconds. */
    readonly flushEveryMs: Readonly<Record<string, number>>;
    /** What is sent without waiting for more. */
    readonly flushAt: {
      /** Rows. */
      readonly rowCount: number;
      /** Bytes. */
      readonly sizeBytes: number;
    };
    /** Which of the other options were given. */
    readonly given: readonly string[];
  } | null;
  /** Rows that the page holds, since they are not stored yet. */
  readonly unstoredCount: number;
  /** The account; `null` where no engine answered. */
  readonly stats: Stats | null;
  /** What the engine says; `null` where none answered. */
  readonly engine: EngineDiagnosis | null;
  /** The last hundred events, the oldest first. */
  readonly events: readonly DiagnosedEvent[];
}
