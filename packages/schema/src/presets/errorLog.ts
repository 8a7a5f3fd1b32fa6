import { bool, json, string, timestamp } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/** How bad it is: `info` and `warning` are no failures, `error` is one, after `critical` nothing works. */
export type Severity = 'info' | 'warning' | 'error' | 'critical';

/** What was at hand when an error occurred; the recorder of errors writes those that are named. */
export interface ErrorContext {
  /** Sixteen hex digits that errors of one kind share. */
  readonly fingerprint?: string;
  /** The text that the fingerprint is made of, so that anybody sees why two errors are one. */
  readonly fingerprint_text?: string;
  /** By which rule that text came about, in words. */
  readonly fingerprint_rule?: string;
  /** The error's name, such as `TypeError`. */
  readonly error_type?: string;
  readonly [key: string]: unknown;
}

/**
 * One error of a service, or a warning, or a word of information. That it is resolved is said later, as a revision of it.
 *
 * `timestamp` is filled in when left out; `row_id` and `revision` always.
 *
 * @example
 * ```ts
 * const failure = log.failures.append({
 *   service: 'player',
 *   severity: 'error',
 *   message: 'connection refused',
 *   context: { host: 'radio.example', port: 1935 },
 *   resolved: false,
 * });
 * await failure.set({ resolved: true, resolved_at: new Date() });
 * ```
 */
export const errorLog = table({
  name: 'error_log',
  features: {
    /** When it occurred, UTC. Filled in with the time of the append when left out. */
    timestamp: timestamp(),
    /** The part of the system in which it occurred. */
    service: string(),
    /** {@link Severity}: `info`, `warning`, `error` or `critical`. */
    severity: string(),
    /** What went wrong, in words. */
    message: string(),
    /** {@link ErrorContext}, as JSON text. */
    context: json<ErrorContext>(),
    /** Where in the code it occurred, with its causes, a frame a line. */
    stack_trace: string(),
    /** Whether somebody has dealt with it. */
    resolved: bool(),
    /** When it was dealt with, UTC. */
    resolved_at: timestamp(),
    /** `row_id` of the play of {@link playHistory} during which it occurred. */
    play_history_id: string(),
  },
  fill: { timestamp: 'appendedAt' },
});

/** A row of {@link errorLog}. */
export type ErrorLogRow = Row<typeof errorLog>;
