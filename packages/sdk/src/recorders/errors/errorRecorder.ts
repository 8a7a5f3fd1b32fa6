import type {
  ErrorContext,
  ErrorLogRow,
  errorLog,
  Severity,
  SystemMetricRow,
  systemMetric,
} from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { ChangeResult, RowHandle } from '../../api/row.ts';
import { recorderPlatform } from '../../browser/recorderPlatform.ts';
import { plainJson } from '../plainJson.ts';
import type { PlayHandle } from '../plays/playRecorder.ts';
import type { RecorderEnvironment } from '../recorderEnvironment.ts';
import { describeError } from './describeError.ts';
import { fingerprint } from './fingerprint.ts';
import { isOwnFile } from './stackFrames.ts';

/** The doors that a recorder of errors writes to. */
export interface ErrorRecorderDoors {
  /** The door of a table `errorLog`. */
  readonly errors: TableDoor<typeof errorLog>;
  /** The door of a table `systemMetric`. */
  readonly metrics: TableDoor<typeof systemMetric>;
}

/**
 * How a recorder of errors works.
 *
 * @example
 * ```ts
 * import { createErrorRecorder } from '@parqueue/sdk/errors';
 *
 * const failures = createErrorRecorder(
 *   { errors: log.failures, metrics: log.metrics },
 *   { service: 'player', context: () => ({ build: 412 }) },
 * );
 * ```
 */
export interface ErrorRecorderOptions {
  /** The part of the system that errors and metrics are of, where a call names none. Default `page`. */
  readonly service?: string;
  /** Gives what goes into the context of every error; what a call gives comes before it. Default: nothing. */
  readonly context?: () => Readonly<Record<string, unknown>>;
  /**
   * Whether a file of a stack (its address or path) is of your own code: only such frames make a fingerprint. Default: all but those of
   * the engine, of browser extensions and of `node_modules`.
   */
  readonly isOwnFile?: (file: string) => boolean;
}

/** What goes with an error. */
export interface ErrorDetails {
  /** How bad it is. Default `error`; a word that is none of the four becomes `error`, and stands as `given_severity` in the context. */
  readonly severity?: Severity;
  /** The part of the system in which it occurred. Default: that of the recorder. */
  readonly service?: string;
  /** What was at hand. What JSON has no form for is put into words; names that the recorder uses itself are its own. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** The play during which it occurred: its handle, or its `row_id`. */
  readonly playId?: string | Pick<PlayHandle, 'rowId'>;
  /** When it occurred, epoch milliseconds. Default: now. */
  readonly at?: number;
}

/** What goes with a metric. */
export interface MetricDetails {
  /** Unit of the value, such as `percent`, `MB` or `ms`. */
  readonly unit?: string;
  /** The part of the system that it was measured in. Default: that of the recorder. */
  readonly service?: string;
  /** Whatever else there is to say. What JSON has no form for is put into words. */
  readonly metadata?: unknown;
  /** When it was measured, epoch milliseconds. Default: now. */
  readonly at?: number;
}

/** An error that was logged. */
export interface LoggedError {
  /** Its `row_id`. */
  readonly rowId: string;
  /** Its row, for `stored` and `committed`. */
  readonly row: RowHandle<ErrorLogRow, never>;
  /** Sixteen hex digits that errors of one kind share. */
  readonly fingerprint: string;
  /**
   * Says that it was dealt with, now.
   *
   * @example
   * ```ts
   * const failure = failures.error('the stream broke off', { severity: 'warning' });
   * await failure.resolve();
   * ```
   */
  resolve(): Promise<ChangeResult>;
}

/** Logs errors and metrics. None of its methods ever throws. */
export interface ErrorRecorder {
  /**
   * Logs an error, or a message: with its stack and causes, and with a fingerprint whose text and rule stand in the row.
   *
   * @example
   * ```ts
   * try {
   *   JSON.parse('{');
   * } catch (error) {
   *   failures.error(error, { service: 'playlist', context: { list: 'evening' } });
   * }
   * ```
   */
  error(errorOrMessage: unknown, details?: ErrorDetails): LoggedError;
  /**
   * Says that an error was dealt with, now: a revision of its row. It may be of an earlier visit, as long as this device knows it; one of
   * another device answers `forgotten`.
   *
   * @example
   * ```ts
   * const { applied } = await failures.resolve('01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51');
   * ```
   */
  resolve(rowId: string): Promise<ChangeResult>;
  /**
   * Logs a figure.
   *
   * @example
   * ```ts
   * failures.metric('buffered', 12.5, { unit: 's', service: 'player' });
   * ```
   */
  metric(name: string, value: number, details?: MetricDetails): RowHandle<SystemMetricRow, never>;
}

const SEVERITIES: readonly string[] = ['info', 'warning', 'error', 'critical'] satisfies Severity[];

/**
 * Makes a recorder of errors and metrics. It logs what it is told, listens to nothing, and holds nothing: there is nothing to close.
 *
 * @example
 * ```ts
 * import { createLogger } from '@parqueue/sdk';
 * import { createErrorRecorder } from '@parqueue/sdk/errors';
 * import { errorLog, systemMetric } from '@parqueue/sdk/presets';
 *
 * const log = createLogger({
 *   relay: 'https://relay.example.workers.dev',
 *   dataset: 'radio',
 *   tables: { errors: errorLog, metrics: systemMetric },
 * });
 * const failures = createErrorRecorder(log, { service: 'player' });
 * failures.error(new Error('connection refused'), { severity: 'critical', context: { port: 1935 } });
 * failures.metric('cpu_usage', 45.2, { unit: 'percent' });
 * ```
 */
export function createErrorRecorder(
  doors: ErrorRecorderDoors,
  options: ErrorRecorderOptions = {},
): ErrorRecorder {
  return errorRecorderOver(doors, options, recorderPlatform());
}

export function errorRecorderOver(
  { errors, metrics }: ErrorRecorderDoors,
  options: ErrorRecorderOptions,
  environment: Pick<RecorderEnvironment, 'now'>,
): ErrorRecorder {
  const { service: ownService = 'page' } = options;

  function resolve(rowId: string): Promise<ChangeResult> {
    return errors.row(rowId).set({ resolved: true, resolved_at: environment.now() });
  }

  return {
    error(errorOrMessage, details) {
      const { severity = 'error', service = ownService, playId, context } = details ?? {};
      const { type, message, stack } = describeError(errorOrMessage);
      const made = fingerprint({ type, message, stack }, (file) => isOwn(file, options.isOwnFile));
      const isKnown = SEVERITIES.includes(severity);
      const row = errors.append({
        timestamp: timeOf(details?.at, environment),
        service,
        severity: isKnown ? severity : 'error',
        message,
        context: {
          ...membersOf(attempt(options.context)),
          ...membersOf(context),
          ...(isKnown ? {} : { given_severity: String(severity) }),
          error_type: type,
          fingerprint: made.fingerprint,
          fingerprint_text: made.text,
          fingerprint_rule: made.rule,
        } satisfies ErrorContext,
        stack_trace: stack ?? null,
        resolved: false,
        play_history_id: typeof playId === 'object' ? (playId?.rowId ?? null) : (playId ?? null),
      });
      return { rowId: row.rowId, row, fingerprint: made.fingerprint, resolve: () => resolve(row.rowId) };
    },
    resolve,
    metric(name, value, details) {
      const { unit, service = ownService, metadata, at } = details ?? {};
      return metrics.append({
        timestamp: timeOf(at, environment),
        metric_name: name,
        metric_value: value,
        unit: unit ?? null,
        service,
        metadata: plainJson(metadata) ?? null,
      });
    },
  };
}

const timeOf = (at: number | undefined, { now }: Pick<RecorderEnvironment, 'now'>): number =>
  Number.isFinite(at) ? (at as number) : now();

/** The members of a context; whatever else was given stands as its `value`. */
function membersOf(context: unknown): object {
  const plain = plainJson(context) ?? {};
  return typeof plain === 'object' && !Array.isArray(plain) ? plain : { value: plain };
}

/** The host's own function, which may throw; then its part is left out. */
function attempt<T>(work: (() => T) | undefined): T | undefined {
  try {
    return work?.();
  } catch {
    return undefined;
  }
}

const isOwn = (file: string, asked: ErrorRecorderOptions['isOwnFile']): boolean =>
  attempt(asked && (() => asked(file))) ?? isOwnFile(file);
