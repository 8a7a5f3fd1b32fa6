import type { MetricsEventRow } from './metricsEvent.ts';

/** Whatever there is to say: JSON by its keys. */
export interface EventData {
  readonly [key: string]: unknown;
}

/** `data` of `eviction_triggered`. */
export interface EvictionData extends EventData {
  /** The block that the cursor is on now. */
  readonly cursor: number;
  /** The first and the last block that are kept. */
  readonly window: readonly [first: number, last: number];
  /** The blocks that were dropped. */
  readonly evicted_indices: readonly number[];
  /** How many were dropped. */
  readonly evicted_count: number;
}

/** `data` of `ws_disconnect`. */
export interface DisconnectData extends EventData {
  /** How long the socket was open, in seconds. */
  readonly session_duration: number;
}

/** `data` of `document_parse`. */
export interface DocumentParseData extends EventData {
  /** Blocks that the document was split into. */
  readonly block_count: number;
  /** Characters of the document as it came. */
  readonly chars?: number | undefined;
  /** Characters of all blocks together. */
  readonly total_chars?: number | undefined;
  /** Where the document came from: `url`, `file` or `text`. */
  readonly source_type?: 'url' | 'file' | 'text' | (string & {}) | undefined;
  /** How long it took, in milliseconds. */
  readonly processing_time_ms?: number | undefined;
}

/** `data` of `warning`. */
export interface WarningData extends EventData {
  /** The warning in words. */
  readonly message: string;
  /** What goes with it. */
  readonly context?: unknown;
}

/** `data` of `error` and `synthesis_error`. */
export interface ErrorData extends EventData {
  /** The error in words. */
  readonly message: string;
  /** Its kind, such as `TypeError`. */
  readonly name?: string | undefined;
  /** Where it came from, frame by frame: its stack, and those of its causes. */
  readonly traceback?: string | undefined;
  /** Eight hex digits that are the same for errors that look the same. */
  readonly fingerprint?: string | undefined;
  /** What goes with it. */
  readonly context?: unknown;
}

/** What `data` holds, by the type of the event. Where a type asks for nothing, it takes whatever you like; so it does beside what it asks for. */
export interface MetricsEventPayloads {
  /** A job was put into the queue. */
  readonly synthesis_queued: EventData;
  /** A worker took a job up, after it looked whether it is still wanted. */
  readonly synthesis_started: EventData;
  /** A worker has finished. */
  readonly synthesis_complete: EventData;
  /** A worker has failed. */
  readonly synthesis_error: ErrorData;
  /** A moved cursor drops blocks. */
  readonly eviction_triggered: EvictionData;
  /** A worker passes over a job that was dropped. */
  readonly eviction_skipped: EventData;
  /** The audio was there already. */
  readonly cache_hit: EventData;
  /** The audio was not there. */
  readonly cache_miss: EventData;
  /** A WebSocket was opened. */
  readonly ws_connect: EventData;
  /** A WebSocket was closed. */
  readonly ws_disconnect: DisconnectData;
  /** A request was answered, or failed. The relay can write these of itself. */
  readonly request_complete: EventData;
  /** A document was read. */
  readonly document_parse: DocumentParseData;
  /** A warning. */
  readonly warning: WarningData;
  /** An error that was caught. */
  readonly error: ErrorData;
}

/** The types of event that the catalogue has. */
export type MetricsEventName = keyof MetricsEventPayloads;

/** What an event of any type may have. */
const CONTEXT = ['timestamp', 'document_id', 'request_id', 'block_idx'] as const;
const AUDIO = ['model_slug', 'voice_slug', 'text_length'] as const;
const LATENCIES = ['queue_wait_ms', 'worker_latency_ms', 'total_latency_ms'] as const;
const REQUEST = ['endpoint', 'method', 'status_code', 'duration_ms'] as const;
const OUTCOME = ['audio_duration_ms', 'cache_hit', 'processor_route', 'queue_depth'] as const;
/** Warnings and errors come from everywhere. */
const ALL = ['variant_hash', ...AUDIO, ...LATENCIES, ...OUTCOME, ...REQUEST] as const;

/** A type of event: when it is logged, the columns that it always has, those that it may have, and the keys of its `data`. */
export interface MetricsEventKind {
  /** When it is logged, in words. */
  readonly when: string;
  /** Columns that it always has. */
  readonly required: readonly (keyof MetricsEventRow)[];
  /** Columns that it may have, besides `timestamp`, `document_id`, `request_id` and `block_idx`. */
  readonly columns: readonly (keyof MetricsEventRow)[];
  /** Keys of `data` that have a meaning. */
  readonly data: readonly string[];
}

/** The keys that a payload names, without those that it leaves open. */
type KnownKeys<P> = keyof { [K in keyof P as string extends K ? never : K]: 0 };

const JOB = ['variant_hash'] as const;
const ERROR = ['message', 'name', 'traceback', 'fingerprint', 'context'] as const;

const CATALOGUE = {
  synthesis_queued: {
    when: 'A job is put into the queue',
    required: JOB,
    columns: [...AUDIO, 'queue_depth', 'processor_route'],
    data: [],
  },
  synthesis_started: {
    when: 'A worker takes a job up, after it looked whether it is still wanted',
    required: JOB,
    columns: [...AUDIO, 'queue_wait_ms', 'queue_depth', 'processor_route'],
    data: [],
  },
  synthesis_complete: {
    when: 'A worker has finished',
    required: JOB,
    columns: [...AUDIO, ...LATENCIES, ...OUTCOME],
    data: [],
  },
  synthesis_error: {
    when: 'A worker has failed',
    required: JOB,
    columns: [...AUDIO, ...LATENCIES, ...OUTCOME],
    data: ERROR,
  },
  eviction_triggered: {
    when: 'A moved cursor drops blocks',
    required: [],
    columns: ['queue_depth'],
    data: ['cursor', 'window', 'evicted_indices', 'evicted_count'],
  },
  eviction_skipped: {
    when: 'A worker passes over a job that was dropped',
    required: JOB,
    columns: [...AUDIO, 'queue_wait_ms', 'queue_depth'],
    data: [],
  },
  cache_hit: {
    when: 'The audio is there already',
    required: JOB,
    columns: [...AUDIO, 'audio_duration_ms'],
    data: [],
  },
  cache_miss: { when: 'The audio is not there', required: JOB, columns: AUDIO, data: [] },
  ws_connect: { when: 'A WebSocket is opened', required: [], columns: [], data: [] },
  ws_disconnect: { when: 'A WebSocket is closed', required: [], columns: [], data: ['session_duration'] },
  request_complete: { when: 'A request is answered, or fails', required: [], columns: REQUEST, data: [] },
  document_parse: {
    when: 'A document is read',
    required: [],
    columns: ['text_length', 'duration_ms'],
    data: ['block_count', 'chars', 'total_chars', 'source_type', 'processing_time_ms'],
  },
  warning: { when: 'A warning is given', required: [], columns: ALL, data: ['message', 'context'] },
  error: { when: 'An error is caught', required: [], columns: ALL, data: ERROR },
} as const satisfies {
  readonly [N in MetricsEventName]: MetricsEventKind & {
    readonly data: readonly KnownKeys<MetricsEventPayloads[N]>[];
  };
};

/**
 * The catalogue: for each type of event when it is logged, its columns, and the keys of its `data`. {@link MetricsEventFields} is the same
 * as a type.
 *
 * @example
 * ```ts
 * import { metricsEvents } from '@parqueue/sdk/presets';
 *
 * const absent = (seen: ReadonlySet<string>) => Object.keys(metricsEvents).filter((type) => !seen.has(type));
 * ```
 */
export const metricsEvents: Readonly<Record<MetricsEventName, MetricsEventKind>> = CATALOGUE;

/**
 * The columns and the `data` of one type of event, without its `event_type`.
 *
 * @example
 * ```ts
 * import type { MetricsEventFields } from '@parqueue/sdk/presets';
 *
 * const moved: MetricsEventFields<'eviction_triggered'> = {
 *   document_id: 'd-7',
 *   data: { cursor: 120, window: [118, 140], evicted_indices: [20, 21], evicted_count: 2 },
 * };
 * ```
 */
export type MetricsEventFields<T extends MetricsEventName> = Pick<
  MetricsEventRow,
  (typeof CONTEXT)[number] | (typeof CATALOGUE)[T]['columns'][number]
> & {
  readonly [C in (typeof CATALOGUE)[T]['required'][number]]: NonNullable<MetricsEventRow[C]>;
} & DataOf<MetricsEventPayloads[T]>;

/** `data` that may be left out. */
export interface MayHaveData<P> {
  /** Whatever there is to say. */
  readonly data?: P | null | undefined;
}

/** `data` that has to be given. */
export interface HasData<P> {
  /** What the type asks for, and whatever else there is to say. */
  readonly data: P;
}

/** `data` has to be given where its payload has something that has to be. */
export type DataOf<P> = Record<never, never> extends P ? MayHaveData<P> : HasData<P>;
