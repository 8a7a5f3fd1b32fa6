/** What recorders use of the platform, in a page as in Node; tests give them their own. */
export interface RecorderEnvironment {
  /** Epoch milliseconds, by the clock on the wall. */
  readonly now: () => number;
  /** Milliseconds since some moment, never set back: for durations. */
  readonly monotonicMs: () => number;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** Calls back after a time; the returned function stops that. */
  readonly schedule: (work: () => void, delayMs: number) => () => void;
  /** Writes a line on the console. */
  readonly print: (level: ConsoleLevel, line: string) => void;
}

/** A level of the console, from the least to the gravest. */
export type ConsoleLevel = 'debug' | 'info' | 'warn' | 'error';
