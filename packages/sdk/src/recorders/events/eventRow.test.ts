import { expect, it } from 'vitest';
import { eventRow, lengthOfText } from './eventRow.ts';

const nothing = { defaults: undefined, context: {}, measured: {}, fields: {}, extra: {} };

it('[EV4] what is given goes before the context, that before what was measured, that before the defaults', () => {
  const row = eventRow({
    type: 'synthesis_complete',
    defaults: { model_slug: 'default', voice_slug: 'default', queue_wait_ms: 1, text_length: 1 },
    measured: { queue_wait_ms: 2, voice_slug: 'measured', text_length: 2 },
    context: { queue_wait_ms: 3, voice_slug: 'context' },
    fields: { queue_wait_ms: 4 },
    extra: {},
  });
  expect(row).toEqual({
    event_type: 'synthesis_complete',
    model_slug: 'default',
    text_length: 2,
    voice_slug: 'context',
    queue_wait_ms: 4,
  });
});

it('[EV2] {002.54} null and undefined hide nothing', () => {
  const row = eventRow({
    ...nothing,
    type: 'synthesis_complete',
    measured: { queue_wait_ms: 40 },
    fields: { queue_wait_ms: null, worker_latency_ms: undefined },
  });
  expect(row).toEqual({ event_type: 'synthesis_complete', queue_wait_ms: 40 });
});

it('[EV4] defaults are in the types of the catalogue that have their column, and in all others', () => {
  const defaults = { model_slug: 'kokoro-cpu', document_id: 'd-7' };
  const of = (type: string) => eventRow({ ...nothing, type, defaults });
  expect(of('ws_connect')).toEqual({ event_type: 'ws_connect', document_id: 'd-7' });
  expect(of('cache_hit')).toEqual({ event_type: 'cache_hit', ...defaults });
  expect(of('page_turned')).toEqual({ event_type: 'page_turned', ...defaults });
  expect(of('toString')).toEqual({ event_type: 'toString', ...defaults });
});

it('columns of milliseconds are rounded, and nothing else is', () => {
  const fields = { duration_ms: 12.6, queue_wait_ms: Number.NaN, block_idx: 1.5 };
  expect(eventRow({ ...nothing, type: 'x', fields })).toEqual({
    event_type: 'x',
    ...fields,
    duration_ms: 13,
  });
});

it.each([
  [undefined, { rate: 1 }],
  [null, { rate: 1 }],
  [{ a: 1 }, { a: 1, rate: 1 }],
  [[1, 2], { value: [1, 2], rate: 1 }],
  ['text', { value: 'text', rate: 1 }],
])('[EV3] what the recorder adds stands beside data of any kind: %o', (data, expected) => {
  expect(eventRow({ ...nothing, type: 'x', fields: { data }, extra: { rate: 1 } }).data).toEqual(expected);
});

it.each([
  ['', 0],
  ['abc', 3],
  ['بِسْمِ', 6],
  ['🎧🎧', 2],
  ['a\ud800', 2],
])('[EV9] the length of %o is %i code points', (text, length) => {
  expect(lengthOfText(text)).toBe(length);
  expect([...text].length).toBe(length);
});
