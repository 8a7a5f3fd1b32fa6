import { describeError, fingerprintOf } from './describeError.ts';
import { createErrorGate, type LeftOut } from './errorGate.ts';
import type { EventPlatform, UncaughtError } from './eventPlatform.ts';

/**
 * What of uncaught errors is logged.
 *
 * @example
 * ```ts
 * events.captureErrors({ maxPerMinute: 3, ignore: (error) => error instanceof DOMException });
 * ```
 */
export interface CaptureOptions {
  /** Different errors a minute that are logged; the rest are counted. Default 10. */
  readonly maxPerMinute?: number;
  /** Which errors are left alone. Those of Parqueue itself always are. Default: no others. */
  readonly ignore?: (error: unknown) => boolean;
}

/** Where what passes goes. */
export interface LimitedSink<T> {
  /** Logs one that passed. */
  readonly log: (item: T) => void;
  /** Logs what was left out. */
  readonly logLeftOut: (leftOut: LeftOut) => void;
}

const WINDOW_MS = 60_000;
export const DEFAULT_PER_MINUTE = 10;

/** Logs the first of each kind in a minute, up to a limit, and says at its end, or as the page goes, how many were left out. */
export function limitByKind<T>(
  { schedule, onLeave }: Pick<EventPlatform, 'schedule' | 'onLeave'>,
  maxPerMinute: number,
  { log, logLeftOut }: LimitedSink<T>,
) {
  const gate = createErrorGate(maxPerMinute);
  let stopTimer: (() => void) | undefined;

  function closeWindow(): void {
    stopTimer?.();
    stopTimer = undefined;
    const leftOut = gate.close();
    if (leftOut !== undefined) logLeftOut(leftOut);
  }

  const stopLeaving = onLeave(closeWindow);
  return {
    offer(fingerprint: string, item: T): void {
      stopTimer ??= schedule(closeWindow, WINDOW_MS);
      if (gate.pass(fingerprint)) log(item);
    },
    stop(): void {
      stopLeaving();
      closeWindow();
    },
  };
}

/** Errors of the SDK are told by the logger's own events; logging them here could go round in circles. */
export function isOwnError(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return name === 'ParqueueError' || name === 'RowError' || code === 'invalid_row';
}

/** What an uncaught error says, as the `data` of its event. */
export function describeUncaught({ source, error, message, file, line, column }: UncaughtError) {
  const place = file === undefined ? {} : { file: withoutQuery(file), line, column };
  if (error !== undefined && error !== null) return { ...describeError(error), source, ...place };
  const fingerprint = fingerprintOf('', message, file === undefined ? '' : `${file}:${line}:${column}`);
  return { message, fingerprint, source, ...place };
}

/** What follows in an address may be of a person. */
const withoutQuery = (address: string): string => address.replace(/[?#].*$/, '');
