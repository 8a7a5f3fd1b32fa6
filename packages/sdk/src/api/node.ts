import type { TableDefinition } from '@parqueue/schema';
import type { Clip, EncodeInput, EncodeOptions } from './audio.ts';
import type { LoggerMethods, TableDoor } from './logger.ts';
import type { Duration, LoggerOptions, Tables } from './loggerOptions.ts';

/** Where rows go that go to no relay. */
export interface DatasetFolder {
  /**
   * The dataset's folder; made where there is none. Each shard is a file of it, `data/<table path>/<yyyy-mm-dd>/<shardId>.parquet`, and
   * `README.md` is its card: `datasets` and DuckDB open it as it is.
   */
  readonly folder: string;
  /** Fills `user_id`: 12 to 64 hex digits. Default: an id that this folder is given once, and that says nothing of anybody. */
  readonly userId?: string;
}

/**
 * What a logger of Node may be told beside where its rows go.
 *
 * @example
 * ```ts
 * import type { NodeOptions } from '@parqueue/sdk/node';
 * import { alignment } from '@parqueue/sdk/presets';
 *
 * const options: NodeOptions<{ runs: typeof alignment }> = {
 *   tables: { runs: alignment },
 *   folder: '/var/lib/recitations',
 *   storedOutlives: 'machine',
 * };
 * ```
 */
export interface NodeOptions<T extends Tables>
  extends Pick<
    LoggerOptions<T>,
    | 'tables'
    | 'ticket'
    | 'consent'
    | 'audio'
    | 'beforeAppend'
    | 'flushEvery'
    | 'flushAt'
    | 'quota'
    | 'writer'
    | 'debug'
  > {
  /**
   * Where its journal lies: a folder of the local disk for one process at a time, which is needed as long as anything waits in it. Default:
   * `.parqueue` in the working directory, or in the dataset's folder; within it, each relay and dataset has a folder of its own. `null` keeps
   * nothing on disk: then `stored` is the relay's receipt.
   */
  readonly folder?: string | null;
  /**
   * What `stored` outlives: the death of the process (`process`, the default), or of the machine too (`machine`), which waits for the disk once for
   * each group of rows.
   */
  readonly storedOutlives?: 'process' | 'machine';
  /**
   * How long a row can still be changed after it was sent: until then its text lies in the folder. Where it was committed is known for an hour; later
   * its state is `unknown`, and `committed` comes to no end for whoever had not asked before. Default `168h`, a week.
   */
  readonly rememberFor?: Duration;
  /**
   * Whether SIGINT and SIGTERM store what is not stored yet, before they do what they would have done: end the process, or call the listeners that the
   * host has. Default true. What is not stored when the process exits by itself is stored in any case.
   */
  readonly handleSignals?: boolean;
}

/** Rows go to a relay, or straight to a folder. */
export type NodeDestination =
  | {
      /** The relay's address, http or https. */
      readonly relay: string;
      /** The relay's name for the dataset, of `a-z`, `0-9`, `_` and `-`. */
      readonly dataset: string;
      /**
       * The site that this program belongs to, such as `https://recite.example`, for a relay that is open to it: such relays give tickets to nobody else.
       * Default: none, for a relay that asks for a credential (option `ticket`).
       */
      readonly origin?: string;
      /** Is not there. */
      readonly to?: undefined;
    }
  | {
      /** Where the dataset lies. */
      readonly to: DatasetFolder;
      /** The dataset's name, for its card. Default: that of its folder. */
      readonly dataset?: string;
      /** Is not there. */
      readonly relay?: undefined;
      /** Is not there. */
      readonly origin?: undefined;
    };

/**
 * How a logger of Node is set up.
 *
 * @example
 * ```ts
 * import { createLogger } from '@parqueue/sdk/node';
 * import { alignment } from '@parqueue/sdk/presets';
 *
 * const local = createLogger({ to: { folder: 'out/recitations' }, tables: { runs: alignment } });
 * ```
 */
export type NodeLoggerOptions<T extends Tables> = NodeOptions<T> & NodeDestination;

/**
 * Where an export goes.
 *
 * @example
 * ```ts
 * await server.export({ folder: 'export' });
 * ```
 */
export interface NodeExportOptions {
  /** The path of the folder that the files are written into; made where there is none. */
  readonly folder: string;
}

/** Audio that exists already: samples from -1 to 1, or a file of WAV (16, 24, 32 bit) or mono FLAC of 16 bit. */
export type NodeEncodeInput = Exclude<EncodeInput, AudioBuffer> | Uint8Array;

/** Sound as `decodeAudio` gives it. */
export interface DecodedAudio {
  /** Mono, from -1 to 1. */
  readonly samples: Float32Array;
  /** In Hz. */
  readonly sampleRate: number;
}

/**
 * What a logger of Node can do, beside the doors of its tables: what every logger can. `record` rejects with `audio_unsupported`: a server has no
 * microphone.
 */
export interface NodeLoggerMethods extends Omit<LoggerMethods, 'export' | 'encode'> {
  /**
   * Encodes audio that exists already, mono or mixed to mono, into clips of 16 kHz FLAC, each at most 15 minutes long; none where there is
   * no sample. The same input gives the same bytes as in a browser.
   *
   * @throws {ParqueueError} `audio_unreadable` for a file of another kind, or when `sampleRate` is missing or given in vain.
   * @example
   * ```ts
   * declare const wav: Uint8Array;
   * const [clip] = await server.encode(wav);
   * ```
   */
  encode(input: NodeEncodeInput, options?: EncodeOptions): Promise<readonly Clip[]>;
  /**
   * What is pending, as a zip.
   *
   * @throws {ParqueueError} `export_too_large` when a zip would hold 4 GiB or more.
   * @example
   * ```ts
   * const zip = await server.export();
   * ```
   */
  export(): Promise<Blob>;
  /**
   * The same, written into a folder.
   *
   * @throws {ParqueueError} `storage_failed` when the disk refuses.
   * @example
   * ```ts
   * await server.export({ folder: 'export' });
   * ```
   */
  export(options: NodeExportOptions): Promise<undefined>;
  /** `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A logger of Node: its methods, and a door for each table under its local name. */
export type NodeLogger<T extends Tables> = NodeLoggerMethods & {
  readonly [K in keyof T]: T[K] extends TableDefinition ? TableDoor<T[K]> : never;
};
