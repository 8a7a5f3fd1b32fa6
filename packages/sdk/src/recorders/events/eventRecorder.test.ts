import { metricsEvent } from '@parqueue/schema/presets';
import { expect, it, vi } from 'vitest';
import { fakeDoor } from '../../testing/fakeDoor.ts';
import { fakeEventPlatform } from '../../testing/fakeEventPlatform.ts';
import { buildEventRecorder } from './buildEventRecorder.ts';
import type { EventRecorderOptions } from './eventRecorder.ts';

function recorder(options: EventRecorderOptions = {}, answer?: typeof fetch) {
  const door = fakeDoor(metricsEvent);
  const platform = fakeEventPlatform(answer);
  const events = buildEventRecorder<Record<string, unknown>>(door, options, platform);
  /** The rows without what is null. */
  const rows = (): Record<string, unknown>[] =>
    door.rows.map(({ values }) => {
      const there = Object.entries(values).filter(([, value]) => value !== null);
      const { data, ...row } = Object.fromEntries(there);
      return data === undefined ? row : { ...row, data: JSON.parse(String(data)) };
    });
  return { door, platform, events, rows };
}

it('[EV2] {002.02} {002.17} {002.54} queued, started and complete: the last row has all three latencies, and the depth is stamped', () => {
  const { events, rows, platform } = recorder({ queueDepth: 'counted' });
  events.event('synthesis_queued', { variant_hash: 'a', block_idx: 4 });
  events.event('synthesis_queued', { variant_hash: 'b', block_idx: 5 });
  platform.pass(40);
  events.event('synthesis_started', { variant_hash: 'a', block_idx: 4 });
  platform.pass(810);
  events.event('synthesis_complete', {
    variant_hash: 'a',
    block_idx: 4,
    cache_hit: false,
    queue_wait_ms: null,
  });
  expect(rows()).toEqual([
    { event_type: 'synthesis_queued', variant_hash: 'a', block_idx: 4, queue_depth: 1 },
    { event_type: 'synthesis_queued', variant_hash: 'b', block_idx: 5, queue_depth: 2 },
    { event_type: 'synthesis_started', variant_hash: 'a', block_idx: 4, queue_depth: 1, queue_wait_ms: 40 },
    {
      ...{ event_type: 'synthesis_complete', variant_hash: 'a', block_idx: 4, cache_hit: false },
      ...{ queue_wait_ms: 40, worker_latency_ms: 810, total_latency_ms: 850 },
    },
  ]);
});

it('[EV2] what is given goes before what was measured', () => {
  const { events, rows, platform } = recorder();
  events.event('synthesis_queued', { variant_hash: 'a', queue_depth: 7 });
  platform.pass(100);
  events.event('synthesis_complete', { variant_hash: 'a', worker_latency_ms: 60, total_latency_ms: 105 });
  expect(rows()).toMatchObject([
    { queue_depth: 7 },
    { queue_wait_ms: 40, worker_latency_ms: 60, total_latency_ms: 105 },
  ]);
});

it('[EV2] {002.54} the wait is there also where the events before were left out by sampling', () => {
  const { events, rows, platform } = recorder({ sample: { synthesis_queued: 0, synthesis_started: 0 } });
  expect(events.event('synthesis_queued', { variant_hash: 'a' })).toBeUndefined();
  platform.pass(40);
  events.event('synthesis_started', { variant_hash: 'a' });
  events.event('synthesis_complete', { variant_hash: 'a' });
  expect(rows()).toMatchObject([{ event_type: 'synthesis_complete', queue_wait_ms: 40 }]);
});

it('{002.02} a timer measures what goes on elsewhere', () => {
  const { events, rows, platform } = recorder();
  const timer = events.timer();
  expect(timer.latencies()).toEqual({ queue_wait_ms: null, worker_latency_ms: null, total_latency_ms: 0 });
  platform.pass(12.4);
  timer.mark('started');
  platform.pass(100);
  timer.mark('started');
  timer.mark('complete');
  platform.pass(1000);
  events.event('synthesis_complete', { variant_hash: 'a', ...timer.latencies() });
  expect(rows()).toMatchObject([{ queue_wait_ms: 12, worker_latency_ms: 100, total_latency_ms: 112 }]);
  expect(timer.elapsedMs()).toBe(1112);
});

it('[EV3] the rate of what is sampled is in the row, and a request is whole or not there', () => {
  const { events, rows } = recorder({ sample: { cache_hit: 0.3, cache_miss: 0.3 } });
  for (let i = 0; i < 400; i++) {
    const turn = events.withRequest();
    turn.event('cache_miss', { variant_hash: `h${i}`, data: { tier: 1 } });
    turn.event('cache_hit', { variant_hash: `h${i}` });
    turn.event('ws_connect');
  }
  const counts = new Map<unknown, number>();
  for (const row of rows()) counts.set(row['request_id'], (counts.get(row['request_id']) ?? 0) + 1);
  const whole = [...counts.values()].filter((count) => count === 3).length;
  expect(new Set(counts.values())).toEqual(new Set([1, 3]));
  expect(whole).toBeGreaterThan(80);
  expect(whole).toBeLessThan(160);
  const sampled = rows().filter((row) => row['event_type'] !== 'ws_connect');
  expect(new Set(sampled.map((row) => JSON.stringify(row['data'])))).toEqual(
    new Set(['{"tier":1,"sample_rate":0.3}', '{"sample_rate":0.3}']),
  );
});

it('[EV4] {002.01} a request id and other columns of a context are in all events of it, and in no others', () => {
  const { events, rows } = recorder({ defaults: { model_slug: 'kokoro-cpu' } });
  const turn = events.with({ document_id: 'd-7' }).withRequest('r-1');
  turn.event('cache_miss', { variant_hash: 'a' });
  turn.say('error', 'no voice');
  events.event('ws_connect');
  expect(turn.requestId).toBe('r-1');
  expect(events.requestId).toBeUndefined();
  expect(events.withRequest().requestId).not.toBe(events.withRequest().requestId);
  expect(rows()).toMatchObject([
    { event_type: 'cache_miss', request_id: 'r-1', document_id: 'd-7', model_slug: 'kokoro-cpu' },
    { event_type: 'error', request_id: 'r-1', document_id: 'd-7' },
    { event_type: 'ws_connect' },
  ]);
  expect(rows()[2]).toEqual({ event_type: 'ws_connect' });
});

it('[EV9] {002.24} of a text only the length is logged, and with a hook what it lets through', () => {
  const text = 'قل لأحمد 0501234567 🎧';
  const plain = recorder();
  plain.events.event('synthesis_queued', { variant_hash: 'a', text });
  expect(plain.rows()).toEqual([{ event_type: 'synthesis_queued', variant_hash: 'a', text_length: 21 }]);

  const redacted = recorder({
    rawText: (raw, type) => (type === 'synthesis_queued' ? raw.replace(/\d/g, '#') : null),
  });
  redacted.events.event('synthesis_queued', { variant_hash: 'a', text });
  redacted.events.event('synthesis_complete', { variant_hash: 'a', text, text_length: 3 });
  expect(redacted.rows()).toMatchObject([
    { text_length: 21, data: { raw_text: 'قل لأحمد ########## 🎧' } },
    { text_length: 3 },
  ]);
  expect(redacted.rows()[1]).not.toHaveProperty('data');
});

it('[EV9] [EV10] a hook that throws costs the text, not the event', () => {
  const fail = () => {
    throw new Error('broken hook');
  };
  const { events, rows, platform } = recorder({ rawText: fail });
  events.event('cache_miss', { variant_hash: 'a', text: 'secret' });
  expect(rows()).toEqual([{ event_type: 'cache_miss', variant_hash: 'a', text_length: 6 }]);
  expect(platform.printed).toEqual([['warn', 'parqueue: an event is not whole: Error: broken hook']]);
});

it('[EV10] fields that cannot be read cost themselves, and the event is logged', () => {
  const { events, rows } = recorder({
    queueDepth: () => {
      throw new Error('no queue');
    },
  });
  const turn = events.withRequest('r-1');
  turn.event('synthesis_queued', { variant_hash: 'a' });
  turn.event(
    'ws_connect',
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap');
        },
      },
    ),
  );
  expect(rows()).toEqual([
    { event_type: 'synthesis_queued', request_id: 'r-1', variant_hash: 'a' },
    { event_type: 'ws_connect', request_id: 'r-1' },
  ]);
});

it('[EV1] [EV10] {002.10} an event that does not fit its table is refused by the door, and says which column', async () => {
  const { events, door } = recorder();
  const handle = events.event('cache_miss', { variant_hash: 'a', text_length: 'long' as never });
  await expect(handle?.stored).rejects.toThrow('metrics_event.text_length: expected int32, got "long"');
  expect(door.rows).toEqual([]);
});

it('[EV8] {002.09} {002.22} debug and info are shown, warnings and errors are shown and logged', () => {
  const { events, rows, platform } = recorder();
  events.say('debug', 'cursor moved', { to: 120 });
  events.say('warn', 'the voice is not there', { voice: 'af_heart', error: new Error('x') });
  events.say('error', new TypeError('gone'));
  expect(platform.printed.map(([level, line]) => [level, line.split('\n')[0]])).toEqual([
    ['debug', 'cursor moved {"to":120}'],
    [
      'warn',
      expect.stringContaining(
        'the voice is not there {"voice":"af_heart","error":{"name":"Error","message":"x","stack":"Error: x',
      ),
    ],
    ['error', 'TypeError: gone'],
  ]);
  expect(rows()).toMatchObject([
    { event_type: 'warning', data: { message: 'the voice is not there', context: { voice: 'af_heart' } } },
    { event_type: 'error', data: { message: 'gone', name: 'TypeError', traceback: expect.any(String) } },
  ]);
});

it('[EV8] levels decide, and what the dataset takes of debug is named so', () => {
  const { events, rows, platform } = recorder({ levels: { console: 'off', dataset: 'debug' } });
  events.say('debug', 'cursor moved');
  expect(platform.printed).toEqual([]);
  expect(rows()).toEqual([{ event_type: 'debug', data: { message: 'cursor moved' } }]);
});

it('[EV8] {002.22} a bridged console shows what it showed, logs what it said, and is itself again afterwards', () => {
  const { events, rows, platform } = recorder();
  const before = platform.console.warn.get();
  const undo = events.bridgeConsole();
  const error = new Error('gone');
  platform.console.warn.get()?.('slow', { ms: 900 }, () => 1);
  platform.console.error.get()?.('could not play', error);
  platform.console.debug.get()?.('not bridged');
  events.say('warn', 'said once');
  undo();
  undo();
  platform.console.warn.get()?.('after');
  expect(platform.shown).toEqual([
    ['warn', 'slow', { ms: 900 }, expect.any(Function)],
    ['error', 'could not play', error],
    ['debug', 'not bridged'],
    ['warn', 'said once'],
    ['warn', 'after'],
  ]);
  expect(rows()).toMatchObject([
    { event_type: 'warning', data: { message: 'slow', context: [{ ms: 900 }, '[function ]'] } },
    { event_type: 'error', data: { message: 'gone' } },
    { event_type: 'warning', data: { message: 'said once' } },
  ]);
  expect(platform.console.warn.get()).toBe(before);
  expect(platform.listenerCount()).toBe(0);
});

it('[EV7] {002.21} the first of each uncaught error is logged, and how many were left out', () => {
  const { events, rows, platform } = recorder();
  const undo = events.captureErrors({ maxPerMinute: 2 });
  const repeated = new TypeError('block 1 is gone');
  for (let i = 0; i < 5; i++)
    platform.throwUncaught({ error: repeated, file: 'https://x/a.js?u=me', line: 3 });
  platform.throwUncaught({ source: 'unhandledrejection', error: 'no' });
  for (let i = 0; i < 3; i++) platform.throwUncaught({ error: new Error(`kind ${'abc'[i]}`) });
  platform.throwUncaught({ message: 'Script error.' });
  expect(rows()).toMatchObject([
    {
      event_type: 'error',
      data: {
        message: 'block 1 is gone',
        source: 'error',
        file: 'https://x/a.js',
        line: 3,
        traceback: expect.any(String),
      },
    },
    { event_type: 'error', data: { message: 'no', source: 'unhandledrejection' } },
  ]);
  platform.pass(60_000);
  const { data: first } = rows()[0] as { data: { fingerprint: string } };
  expect(rows()[2]).toEqual({
    event_type: 'warning',
    data: {
      message: '8 uncaught errors were left out',
      context: { left_out: 8, over_limit: 4, repeated: { [first.fingerprint]: 4 } },
    },
  });
  platform.throwUncaught({ error: repeated });
  platform.throwUncaught({ error: repeated });
  platform.leave();
  expect(rows().slice(3)).toMatchObject([
    { event_type: 'error', data: { message: 'block 1 is gone' } },
    { event_type: 'warning', data: { context: { left_out: 1 } } },
  ]);
  undo();
  platform.throwUncaught({ error: repeated });
  expect(rows()).toHaveLength(5);
  expect(platform.listenerCount()).toBe(0);
});

it('[EV7] {002.21} errors of Parqueue, and those that are to be ignored, are not logged', async () => {
  const { events, rows, platform } = recorder();
  events.captureErrors({ ignore: (error) => error === 'expected' });
  const { ParqueueError } = await import('../../api/errors.ts');
  platform.throwUncaught({ error: new ParqueueError('closed', 'the logger was closed') });
  const refused = await events
    .event('cache_miss', { variant_hash: 7 as never })
    ?.stored.catch((error) => error);
  platform.throwUncaught({ source: 'unhandledrejection', error: refused });
  platform.throwUncaught({ error: 'expected' });
  expect(rows()).toEqual([]);
  platform.throwUncaught({ error: undefined, source: 'unhandledrejection', message: 'for no reason' });
  expect(rows()).toMatchObject([{ data: { message: 'for no reason' } }]);
});

it('[EV5] {002.18} a fetch that was put in place is put back, unless somebody else has taken the place since', async () => {
  const { events, rows, platform } = recorder();
  const original = platform.fetch.get();
  const undo = events.instrumentFetch();
  expect(platform.fetch.get()?.length).toBe(original?.length);
  expect(platform.fetch.get()?.name).toBe('fetch');
  await platform.fetch.get()?.('/v1/voices');
  undo();
  expect(platform.fetch.get()).toBe(original);

  const undoSecond = events.instrumentFetch();
  const instrumented = platform.fetch.get() as typeof fetch;
  const theirs: typeof fetch = (...args) => instrumented(...args);
  platform.fetch.set(theirs);
  undoSecond();
  expect(platform.fetch.get()).toBe(theirs);
  await theirs('/v1/voices');
  expect(rows()).toMatchObject([
    { event_type: 'request_complete', endpoint: '/v1/voices', status_code: 200 },
  ]);
});

it('[EV4] [EV6] {002.01} a recorder’s own fetch logs once, also beside one that was put in place, with its request id', async () => {
  const sent = vi.fn<typeof fetch>(
    async () => new Response('ok', { headers: { 'X-Request-Id': 'of-the-server' } }),
  );
  const { events, rows } = recorder({}, sent);
  events.instrumentFetch();
  const turn = events.withRequest('r-1');
  await turn.fetch('/v1/synthesis', { method: 'post' });
  expect(new Headers(sent.mock.calls[0]?.[1]?.headers).get('x-request-id')).toBe('r-1');
  expect(rows()).toEqual([
    {
      ...{ event_type: 'request_complete', endpoint: '/v1/synthesis', method: 'POST', status_code: 200 },
      ...{ duration_ms: 0, request_id: 'of-the-server', data: { sent_request_id: 'r-1' } },
    },
  ]);
});

it('[R6] [EV10] making a recorder touches nothing', () => {
  const { platform, rows } = recorder();
  expect([platform.listenerCount(), platform.printed, rows()]).toEqual([0, [], []]);
});
