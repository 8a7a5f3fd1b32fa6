import { bool, int32, json, string, timestamp } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';
import type { MetricsEventName } from './metricsEventCatalogue.ts';

/** What happened. `(string & {})` lets other names through and keeps those of the catalogue in completion. */
export type MetricsEventType = MetricsEventName | (string & {});

/**
 * One event of a service, for its latencies, its load and its errors. Each kind of event fills the columns that it has something for.
 *
 * Times are milliseconds. `timestamp` is filled in when left out; `user_id`, `row_id` and `revision` always.
 *
 * @example
 * ```ts
 * log.events.append({
 *   event_type: 'synthesis_complete',
 *   model_slug: 'kokoro-cpu',
 *   queue_wait_ms: 40,
 *   worker_latency_ms: 810,
 *   total_latency_ms: 850,
 *   cache_hit: false,
 *   processor_route: 'local',
 * });
 * ```
 */
export const metricsEvent = table({
  name: 'metrics_event',
  features: {
    /** When it happened, UTC. Filled in with the time of the append when left out. */
    timestamp: timestamp(),
    /** {@link MetricsEventType}. */
    event_type: string(),
    /** The model that synthesised. */
    model_slug: string(),
    /** The voice that it spoke with. */
    voice_slug: string(),
    /** Hash of text, model, voice and settings: equal ones sound alike. */
    variant_hash: string(),
    /** Length of the text, in characters. */
    text_length: int32(),
    /** From the queue to a worker, in milliseconds. */
    queue_wait_ms: int32(),
    /** In the worker, in milliseconds. */
    worker_latency_ms: int32(),
    /** From the request to the audio, in milliseconds. */
    total_latency_ms: int32(),
    /** Length of the audio, in milliseconds. */
    audio_duration_ms: int32(),
    /** Whether the audio was there already. */
    cache_hit: bool(),
    /** Who synthesised: `local`, `runpod` or `overflow`. */
    processor_route: string(),
    /** Jobs in the queue at the time of the event. */
    queue_depth: int32(),
    /** Pattern of the route, such as `/v1/documents/:id`. */
    endpoint: string(),
    /** Method of the request, such as `POST`. */
    method: string(),
    /** Status of the answer. */
    status_code: int32(),
    /** From the request to the answer, in milliseconds. */
    duration_ms: int32(),
    /** Anonymised id from the relay. Filled in. */
    user_id: string(),
    /** The document at hand. */
    document_id: string(),
    /** What ties events of one request together. */
    request_id: string(),
    /** Number of the block in its document, from 0. */
    block_idx: int32(),
    /** Whatever else there is to say, as JSON text. */
    data: json<unknown>(),
  },
  fill: { timestamp: 'appendedAt' },
});

/** A row of {@link metricsEvent}. */
export type MetricsEventRow = Row<typeof metricsEvent>;
