export type LogLevel = keyof typeof RANK;

/** Each shows itself and what is worse. */
const RANK = { debug: 0, info: 1, warn: 2, error: 3 };

/** What the relay tells of, and how bad it is. */
const LEVEL_OF = {
  shard_answered: 'debug',
  commit_landed: 'info',
  dead_requeued: 'info',
  dead_deleted: 'info',
  erased: 'info',
  commit_postponed: 'info',
  history_squashed: 'info',
  request_events_dropped: 'warn',
  commit_failed: 'warn',
  squash_failed: 'warn',
  status_failed: 'error',
  request_failed: 'error',
  alarm_failed: 'error',
  misconfigured: 'error',
} as const satisfies Readonly<Record<string, LogLevel>>;

export type LogEvent = keyof typeof LEVEL_OF;

/** What the relay says of itself: ids, sizes, states and codes. Never an address, a user agent, a ticket or the Hub token. */
export type Log = (event: LogEvent, details: Readonly<Record<string, string | number>>) => void;

export const isLogLevel = (text: string): text is LogLevel => Object.hasOwn(RANK, text);

export const isShown = (level: LogLevel, threshold: LogLevel): boolean => RANK[level] >= RANK[threshold];

/** One JSON line for each event that is as bad as the threshold, or worse. Workers Logs takes them apart into fields. */
export const createConsoleLog =
  (threshold: LogLevel): Log =>
  (event, details) => {
    const level = LEVEL_OF[event];
    if (!isShown(level, threshold)) return;
    // biome-ignore lint/suspicious/noConsole: the console is where a Worker logs.
    console[level](JSON.stringify({ level, event, ...details }));
  };
