import type { ConsoleLevel, RecorderEnvironment } from '../recorderEnvironment.ts';

/** A function of the page's that may be put in place of, and put back. */
export interface Slot<F> {
  readonly get: () => F | undefined;
  readonly set: (value: F) => void;
}

/** What the page tells of an error that nobody caught. */
export interface UncaughtError {
  readonly source: 'error' | 'unhandledrejection';
  readonly error: unknown;
  /** In words, where there is no error: a script of another origin tells nothing else. */
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** What the recorder of events uses of the platform beyond what all recorders do. */
export interface EventPlatform extends RecorderEnvironment {
  /** The address that relative ones are meant from; undefined where there is none, as in Node. */
  readonly baseUrl: () => string | undefined;
  readonly fetch: Slot<typeof fetch>;
  readonly console: Readonly<Record<ConsoleLevel, Slot<(...args: unknown[]) => void>>>;
  /** Calls back with errors that nobody caught; the returned function stops that. */
  readonly onUncaught: (listener: (uncaught: UncaughtError) => void) => () => void;
  /** Calls back when the page may be about to go, before the logger hears of it. */
  readonly onLeave: (listener: () => void) => () => void;
}
