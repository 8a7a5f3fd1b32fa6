import type { TableDefinition } from '@parqueue/schema';

/** Tables by the local names that the page uses for them. */
export type Tables = Readonly<Record<string, TableDefinition>>;

/** Milliseconds, or a number with a unit: `'500ms'`, `'30s'`, `'1m'`, `'2h'`. Not negative. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/**
 * What the person allows.
 *
 * | consent | what happens |
 * |---|---|
 * | `granted` | rows and recordings are kept and sent |
 * | `pending` | they are kept on this device, and nothing is sent: no request of any kind goes out |
 * | `denied` | what is kept is deleted, and nothing is taken in |
 */
export type Consent = 'granted' | 'pending' | 'denied';

/** When so much has come together in a table, it is sent without waiting for more. */
export interface FlushThreshold {
  /** Rows. Default 10,000. */
  readonly rowCount?: number;
  /** Bytes of the rows' JSON text. Default 4 MiB. */
  readonly sizeBytes?: number;
}

/**
 * How much may wait on this device, until the relay has it.
 *
 * @example
 * ```ts
 * import { createLogger } from '@parqueue/sdk';
 * import { recitation } from '@parqueue/sdk/presets';
 *
 * createLogger({
 *   relay: 'https://relay.example.workers.dev',
 *   dataset: 'recitations',
 *   tables: { recitations: recitation },
 *   quota: { rowsBytes: 50_000_000, audioBytes: 500_000_000 },
 * });
 * ```
 */
export interface StorageQuota {
  /** Bytes of rows and of their files. What comes beyond waits on the page, with an event `quota`. Default: no limit but the browser's. */
  readonly rowsBytes?: number;
  /**
   * Bytes of recordings. One that reaches it ends by itself, with an event `quota`; another is refused (`storage_full`) until there is
   * room. Default: no limit but the browser's.
   */
  readonly audioBytes?: number;
}

/**
 * How a logger is set up.
 *
 * @example
 * ```ts
 * import { createLogger } from '@parqueue/sdk';
 * import { alignment, recitationError } from '@parqueue/sdk/presets';
 *
 * const log = createLogger({
 *   relay: 'https://relay.example.workers.dev',
 *   dataset: 'recitations',
 *   tables: { runs: alignment, errors: recitationError },
 *   ticket: async () => (await fetch('/api/parqueue-ticket')).text(),
 *   flushEvery: { errors: '10m' },
 *   beforeAppend: (table, row) => (table === 'alignment' && row.surah === 0 ? null : row),
 * });
 * ```
 */
export interface LoggerOptions<T extends Tables> {
  /** The relay's address, http or https: `https://relay.example.workers.dev`. */
  readonly relay: string;
  /** The relay's name for the dataset, of `a-z`, `0-9`, `_` and `-`; which repo that is, the relay knows. */
  readonly dataset: string;
  /** The tables to log to, each under the name that it gets on the logger. None may have the name of a method of the logger. */
  readonly tables: T;
  /**
   * Gives the credential that the relay turns into a ticket, such as a token that the site's backend signs. Called again whenever a ticket
   * runs out; a rejection is a retryable failure. Default: none, for a relay that is open to the page's origin.
   */
  readonly ticket?: () => Promise<string> | string;
  /** What the person allows at first; `setConsent` changes it. Default `granted`. */
  readonly consent?: Consent;
  /** Whether audio may be recorded and encoded at first; `setAudio` changes it. Default true. */
  readonly audio?: boolean;
  /**
   * Sees each row, with its table's name, before it is stored, and may give another in its place; `null` drops it, counted as
   * `dropped(before_append)`. When it throws, the row counts as `dropped(invalid)`. It sees the columns of each `set` and `push`, too, with
   * `change` for its kind; `null` refuses those. Default: rows are stored as they are.
   */
  readonly beforeAppend?: (
    table: string,
    row: Readonly<Record<string, unknown>>,
    kind: 'row' | 'change',
  ) => object | null;
  /** How long rows wait for company before they are sent, for all tables or by local name. Default one minute; a recording goes at once. */
  readonly flushEvery?: Duration | { readonly [K in keyof T]?: Duration };
  /** So much of one table is sent without waiting for more. Default 10,000 rows or 4 MiB. */
  readonly flushAt?: FlushThreshold;
  /**
   * How much may lie on this device. Rows and recordings have budgets of their own, so that audio does not take the room of rows. Default:
   * as much as the browser gives. Where it says how much that is, recordings leave the last 16 MiB of it, or a tenth where that is less, to
   * rows; Chromium names 10 GiB more than is used, whatever there is: set `audioBytes` where devices are small.
   */
  readonly quota?: StorageQuota;
  /**
   * Whether the browser is asked not to delete what is stored when room is short, once the first recording has begun: the person has just
   * allowed the microphone. Firefox asks the person; others decide by themselves. Default true. `stats().storage.persisted` has the answer.
   */
  readonly persist?: boolean;
  /**
   * While the browser is set to save data (`navigator.connection.saveData`, Chromium only), recordings wait on the device until it no longer
   * is, or until the page calls `flush()`; rows without audio go. A `retry` event tells it. Default false.
   */
  readonly respectSaveData?: boolean;
  /**
   * Asks the browser for a `sync` event in the page's service worker when rows cannot be sent, or the page leaves with rows that are not:
   * `sendFromServiceWorker` sends them then, without a page. A string is the event's tag; `true` stands for `parqueue`. It does nothing
   * where there is no service worker, or no Background Sync (all but Chromium), nor while the consent is not `granted`. A service worker
   * that was asked before the consent became `pending` sends all the same. Default false.
   */
  readonly backgroundSync?: boolean | string;
  /**
   * What makes the Parquet files, which lie side by side in one dataset. `parquet` (the default) is parquet-wasm, with zstd: 0.83 MB to
   * download once (brotli). `light` is JavaScript alone, with snappy: 0.12 MB; its files are as large for audio, some 10 to 70 % larger for
   * rows, the most where they are full of random ids. Recording needs WASM either way (0.05 MB, for FLAC); where the page's policy refuses
   * it, `light` steps in by itself, without audio. With `workerUrl` the file says it; name `worker-light.js` there.
   */
  readonly writer?: 'parquet' | 'light';
  /**
   * Address of a self-hosted worker file, `worker.js` or `worker-light.js` of the package's folder `worker`, for pages whose
   * Content-Security-Policy allows no other. The rest of that folder lies beside it. Default: the SDK brings its own.
   */
  readonly workerUrl?: string | URL;
  /**
   * Prints one line for each event to the console (`console.debug`), without content of rows and without whose they are. Default false.
   */
  readonly debug?: boolean;
  /** Address of a self-hosted audio worklet file. Default: `worklet.js` beside `workerUrl`; without that, the SDK brings its own. */
  readonly workletUrl?: string | URL;
}
