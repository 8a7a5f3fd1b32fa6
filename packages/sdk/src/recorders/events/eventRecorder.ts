import type { DataOf, MetricsEventFields, MetricsEventName, metricsEvent } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { ConsoleLevel } from '../recorderEnvironment.ts';
import type { ConsoleOptions } from './bridgeConsole.ts';
import type { CaptureOptions } from './captureErrors.ts';
import type { EventContext } from './eventRow.ts';
import type { LatencyTimer } from './latencyTimer.ts';
import type { LevelRoutes } from './logLevel.ts';
import type { SampleRates } from './sampleRate.ts';
import type { FetchOptions } from './traceFetch.ts';

/**
 * Types of event of your own: by name, what their `data` holds. `Record<string, unknown>` takes any name; those of the catalogue are checked
 * all the same.
 *
 * @example
 * ```ts
 * import { createEventRecorder } from '@parqueue/sdk/events';
 *
 * interface ReaderEvents {
 *   page_turned: { readonly from: number; readonly to: number };
 * }
 * const reader = createEventRecorder<ReaderEvents>(log.events);
 * reader.event('page_turned', { document_id: 'd-7', data: { from: 3, to: 4 } });
 * ```
 */
export type OwnEvents = object;

/**
 * How the recorder of events works.
 *
 * @example
 * ```ts
 * import { createEventRecorder } from '@parqueue/sdk/events';
 *
 * const reader = createEventRecorder(log.events, {
 *   sample: { cache_hit: 0.1 },
 *   levels: { console: 'warn', dataset: 'error' },
 *   queueDepth: 'counted',
 * });
 * ```
 */
export interface EventRecorderOptions {
  /** Columns that are the same for all events, such as `model_slug`. Events of a type of the catalogue take those that their type has. Default: none. */
  readonly defaults?: EventContext;
  /** By type of event the share that is logged, 0 to 1; `*` for all others. The rate is in the row: `data.sample_rate`. Default: all. */
  readonly sample?: SampleRates;
  /** Where messages go, by their level. Default: all to the console, `warn` and `error` to the dataset, too. */
  readonly levels?: LevelRoutes;
  /**
   * Jobs in the queue, asked when one is queued or started. `counted` counts those that this recorder saw queued and not started. Default: no
   * depth but the one that is given.
   */
  readonly queueDepth?: 'counted' | (() => number);
  /**
   * What of an event's `text` is logged, as `data.raw_text`; null for nothing. Default: nothing but its length, as `text_length`.
   *
   * It is the place to take out names and numbers. When it throws, nothing of the text is logged.
   */
  readonly rawText?: (text: string, type: string) => string | null | undefined;
}

/** What an event may be given beside its columns. */
export interface EventText {
  /** The text that it is about: `text_length` becomes its length in code points. Nothing else of it is logged without `rawText`. */
  readonly text?: string | undefined;
}

/** What an event of a type is given: for types of the catalogue their columns and `data`, for your own any columns and their `data`. */
export type EventInput<Own extends OwnEvents, T> = T extends MetricsEventName
  ? MetricsEventFields<T> & EventText
  : T extends keyof Own
    ? EventContext & EventText & DataOf<Own[T]>
    : never;

/** The arguments after the type: none where nothing has to be given. */
export type EventArguments<Own extends OwnEvents, T> =
  Record<never, never> extends EventInput<Own, T>
    ? [fields?: EventInput<Own, T>]
    : [fields: EventInput<Own, T>];

/** An event that was logged. */
export type EventHandle = ReturnType<TableDoor<typeof metricsEvent>['append']>;

/** Undoes what was begun; a second call does nothing. */
export type Undo = () => void;

/**
 * Logs events of a service: typed, timed, and tied together by request. No method throws, and none touches a global but those that say so.
 */
export interface EventRecorder<Own extends OwnEvents = Record<never, never>> {
  /**
   * Logs an event. Returns its row; undefined where sampling left it out.
   *
   * Of `synthesis_queued`, `synthesis_started` and `synthesis_complete` of one job (the same `variant_hash`; the same `document_id` and
   * `block_idx` where both have them) the last gets `queue_wait_ms`, `worker_latency_ms` and `total_latency_ms` where they are not given.
   * Columns in milliseconds are rounded.
   *
   * @example
   * ```ts
   * events.event('synthesis_queued', { variant_hash: '9f2c', block_idx: 4, queue_depth: 3 });
   * events.event('synthesis_started', { variant_hash: '9f2c', block_idx: 4 });
   * events.event('synthesis_complete', { variant_hash: '9f2c', block_idx: 4, cache_hit: false });
   * ```
   */
  event<T extends MetricsEventName | (keyof Own & string)>(
    type: T,
    ...fields: EventArguments<Own, T>
  ): EventHandle | undefined;
  /**
   * Says something at a level. What goes to the dataset is an event `warning` or `error` (or `debug`, `info`, where `levels` sends them there).
   *
   * @param message a text, or what was caught: then its traceback goes with it.
   * @param context what goes with it, as `data.context`; a line of JSON on the console.
   * @example
   * ```ts
   * events.say('debug', 'cursor moved', { to: 120 });
   * await fetch('/v1/voices').catch((error) => events.say('error', error));
   * ```
   */
  say(level: ConsoleLevel, message: unknown, context?: unknown): EventHandle | undefined;
  /**
   * A recorder whose events all have these columns; it shares everything else with this one.
   *
   * @example
   * ```ts
   * const ofDocument = events.with({ document_id: 'd-7' });
   * ofDocument.event('cache_miss', { variant_hash: '9f2c', block_idx: 4 });
   * ```
   */
  with(context: EventContext): EventRecorder<Own>;
  /**
   * A recorder whose events have one `request_id`, which its `fetch` sends as `X-Request-Id`.
   *
   * @param id left out, a new one.
   * @example
   * ```ts
   * const turn = events.withRequest();
   * turn.event('cache_miss', { variant_hash: '9f2c' });
   * await turn.fetch('/v1/synthesis', { method: 'POST' });
   * ```
   */
  withRequest(id?: string): EventRecorder<Own>;
  /** The `request_id` of this recorder's events, if it has one. */
  readonly requestId: string | undefined;
  /**
   * A new id of a request: a UUIDv7.
   *
   * @example
   * ```ts
   * const id = events.newRequestId();
   * ```
   */
  newRequestId(): string;
  /**
   * Starts to measure one piece of work.
   *
   * @example
   * ```ts
   * const timer = events.timer();
   * events.event('document_parse', { duration_ms: timer.elapsedMs(), data: { block_count: 12 } });
   * ```
   */
  timer(): LatencyTimer;
  /**
   * `fetch`, with an event `request_complete` of its own; no global is touched. It gives what `fetch` gives, and fails as it does. To the page's
   * own origin it always sends `X-Request-Id`, to others never: an address that redirects to another origin is one for the plain `fetch`.
   *
   * @throws {unknown} what `fetch` rejects with.
   * @example
   * ```ts
   * const response = await events.fetch('/v1/voices');
   * ```
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * Puts a function in place of the global `fetch` that logs each request as `request_complete` and sends `X-Request-Id` to the page's own
   * origin. What the page gets is what it got before.
   *
   * @returns puts the former one back, where nobody else has taken the place since; either way nothing is logged any more.
   * @example
   * ```ts
   * const undo = events.instrumentFetch({ headerOrigins: ['https://api.example'] });
   * ```
   */
  instrumentFetch(options?: FetchOptions): Undo;
  /**
   * Logs errors that nobody caught (`error` and `unhandledrejection` of the window): the first of each kind, up to a limit, and how many were
   * left out. Where there is no window, it does nothing.
   *
   * @example
   * ```ts
   * const undo = events.captureErrors();
   * ```
   */
  captureErrors(options?: CaptureOptions): Undo;
  /**
   * Puts functions in place of methods of `console` that log what they are given, by `levels`, and then show it as ever.
   *
   * @example
   * ```ts
   * const undo = events.bridgeConsole();
   * console.warn('the voice is not there', 'af_heart');
   * ```
   */
  bridgeConsole(options?: ConsoleOptions): Undo;
}
