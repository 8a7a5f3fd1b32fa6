/** Levels of talk, the least first. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the commands go by, once flags, environment, profile and file are weighed. */
export interface ConfigValues {
  /** A dataset on the Hub, as `namespace/name`. Never with `local`. */
  readonly repo?: string;
  /** A dataset's folder. */
  readonly local?: string;
  /** Where the Hub is, without a slash at the end. */
  readonly hubUrl: string;
  /** The branch or revision that is read. */
  readonly revision: string;
  /** The Hub's token. Never shown. */
  readonly token?: string;
  /** The file that holds the token. */
  readonly tokenFile?: string;
  /** Zone of days and of the times that are shown. */
  readonly tz: string;
  /** Where caches lie. */
  readonly cacheDir: string;
  /** Folder of named queries, one `.sql` file each. */
  readonly queriesDir: string;
  /** Days that rows are kept, by table. */
  readonly retention: Readonly<Record<string, number>>;
  /** Where reports are sent to. Never shown. */
  readonly webhookUrl?: string;
  /** Limits of checks and alerts, by name. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** What DuckDB may take of the memory, such as `2GB`. */
  readonly memoryLimit: string;
  /** Threads of DuckDB. */
  readonly threads: number;
  readonly logLevel: LogLevel;
  /** Folder of `parqueue.log`. */
  readonly logPath?: string;
  /** Asks nothing of the network. */
  readonly offline: boolean;
}

export type ConfigKey = keyof ConfigValues;

/** What commands get: the values, and where each came from, for `doctor`. */
export interface Config extends ConfigValues {
  /** Of each value that is set: `--tz`, `PARQUEUE_TZ`, `profile prod of parqueue.config.ts`, `default`. */
  readonly origins: Readonly<Partial<Record<ConfigKey, string>>>;
  /** The file that was read. */
  readonly file: string | undefined;
  /** The profile in force. */
  readonly profile: string | undefined;
}

/** What a `parqueue.config.ts` or `.json` says, for itself or in a profile. A token is never in it. */
export type ConfigSettings = Partial<Omit<ConfigValues, 'token'>>;

/**
 * What a `parqueue.config.ts` exports by default, or a `parqueue.config.json` holds.
 *
 * @example
 * ```ts
 * import type { ParqueueConfig } from '@parqueue/cli';
 *
 * export default {
 *   tz: 'Asia/Riyadh',
 *   profile: 'dev',
 *   profiles: {
 *     dev: { local: '.parqueue/hub/local/recitations' },
 *     prod: { repo: 'me/recitations', retention: { play_history: 90 } },
 *   },
 * } satisfies ParqueueConfig;
 * ```
 */
export interface ParqueueConfig extends ConfigSettings {
  /** The profile in force where none is named. */
  readonly profile?: string;
  /** Settings by profile; they stand over those beside. */
  readonly profiles?: Readonly<Record<string, ConfigSettings>>;
}
