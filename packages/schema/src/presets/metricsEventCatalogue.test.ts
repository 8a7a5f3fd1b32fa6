import { expect, it } from 'vitest';
import { dtypeOf } from '../table/huggingface.ts';
import { metricsEvent } from './metricsEvent.ts';
import { metricsEvents } from './metricsEventCatalogue.ts';

/** The document’s table, in its order, each with the type that stands for its own. `id` is `row_id`. */
const DOCUMENT = {
  ...{ timestamp: 'timestamp[ms, tz=UTC]', event_type: 'string' },
  ...{ model_slug: 'string', voice_slug: 'string', variant_hash: 'string', text_length: 'int32' },
  ...{
    queue_wait_ms: 'int32',
    worker_latency_ms: 'int32',
    total_latency_ms: 'int32',
    audio_duration_ms: 'int32',
  },
  ...{ cache_hit: 'bool', processor_route: 'string', queue_depth: 'int32' },
  ...{ endpoint: 'string', method: 'string', status_code: 'int32', duration_ms: 'int32' },
  ...{ user_id: 'string', document_id: 'string', request_id: 'string', block_idx: 'int32' },
  data: 'string',
};

it('[SC15] {002.10} {002.11} the preset has the document’s columns, in its order, with their types', () => {
  const own = Object.entries(metricsEvent.features).filter(
    ([name]) => name !== 'row_id' && name !== 'revision',
  );
  expect(own.map(([name, feature]) => [name, dtypeOf(feature)])).toEqual(Object.entries(DOCUMENT));
});

it('[EV1] {002.13} the catalogue has the document’s types, in its order, and cache_miss', () => {
  expect(Object.keys(metricsEvents)).toEqual([
    ...['synthesis_queued', 'synthesis_started', 'synthesis_complete', 'synthesis_error'],
    ...['eviction_triggered', 'eviction_skipped', 'cache_hit', 'cache_miss', 'ws_connect', 'ws_disconnect'],
    ...['request_complete', 'document_parse', 'warning', 'error'],
  ]);
});

it.each(Object.entries(metricsEvents))(
  '[EV1] {002.13} %s names columns of the table, each once',
  (_, kind) => {
    const named = [...kind.required, ...kind.columns];
    expect(new Set(named).size).toBe(named.length);
    for (const column of named) expect(Object.keys(DOCUMENT)).toContain(column);
    for (const column of ['user_id', 'event_type', 'data']) expect(named).not.toContain(column);
  },
);

it('[EV1] {002.19} {002.20} what the document says of data is in the catalogue', () => {
  expect(metricsEvents.document_parse.data).toEqual(
    expect.arrayContaining(['source_type', 'block_count', 'total_chars', 'chars', 'processing_time_ms']),
  );
  expect(metricsEvents.eviction_triggered.data).toEqual([
    'cursor',
    'window',
    'evicted_indices',
    'evicted_count',
  ]);
  expect(metricsEvents.ws_disconnect.data).toEqual(['session_duration']);
  expect(metricsEvents.error.data).toEqual(expect.arrayContaining(['message', 'traceback']));
  expect(metricsEvents.warning.data).toEqual(['message', 'context']);
});
