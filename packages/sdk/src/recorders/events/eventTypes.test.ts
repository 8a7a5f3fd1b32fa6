import { metricsEvent } from '@parqueue/schema/presets';
import { expect, it } from 'vitest';
import { fakeDoor } from '../../testing/fakeDoor.ts';
import { fakeEventPlatform } from '../../testing/fakeEventPlatform.ts';
import { buildEventRecorder } from './buildEventRecorder.ts';
import { describeError } from './describeError.ts';

/** `npm run check:types` fails where one of these lines compiles that should not, or the other way round. */
interface ReaderEvents {
  page_turned: { readonly from: number; readonly to: number };
  reader_opened: { readonly source?: string };
}

function recorders() {
  const door = fakeDoor(metricsEvent);
  const platform = fakeEventPlatform();
  return {
    door,
    events: buildEventRecorder(door, {}, platform),
    own: buildEventRecorder<ReaderEvents>(door, {}, platform),
    any: buildEventRecorder<Record<string, unknown>>(door, {}, platform),
  };
}

it('[EV1] {002.13} what fits its type compiles, and is logged', () => {
  const { door, events, own, any } = recorders();
  events.event('ws_connect');
  events.event('synthesis_complete', { variant_hash: 'a', model_slug: 'k', cache_hit: false, block_idx: 1 });
  events.event('synthesis_error', { variant_hash: 'a', data: describeError(new Error('x')) });
  events.event('ws_disconnect', { data: { session_duration: 12.5, reason: 'left' } });
  events.event('document_parse', { data: { block_count: 12, source_type: 'url' } });
  const data = { cursor: 9, window: [8, 20], evicted_indices: [1, 2], evicted_count: 2 } as const;
  events.event('eviction_triggered', { document_id: 'd', data });
  own.event('page_turned', { document_id: 'd', data: { from: 1, to: 2 } });
  own.event('reader_opened');
  own.event('cache_hit', { variant_hash: 'a' });
  any.event('whatever', { model_slug: 'k', data: [1, 2] });
  any.event('whatever_else');
  expect(door.refusals).toEqual([]);
  expect(door.rows).toHaveLength(11);
});

it('[EV1] {002.13} what does not fit does not compile', () => {
  const { door, events, own, any } = recorders();
  // @ts-expect-error an error of the keyboard
  events.event('synthesis_complte', { variant_hash: 'a' });
  // @ts-expect-error a job has a hash
  events.event('synthesis_queued', { queue_depth: 1 });
  // @ts-expect-error and is given something
  events.event('synthesis_queued');
  // @ts-expect-error not a column of this type
  events.event('ws_connect', { cache_hit: true });
  // @ts-expect-error nor of this value
  events.event('cache_hit', { variant_hash: 'a', text_length: 'long' });
  // @ts-expect-error its data has to be there
  events.event('ws_disconnect', {});
  // @ts-expect-error and complete
  events.event('eviction_triggered', { data: { cursor: 1 } });
  // @ts-expect-error identities come from the relay
  events.event('ws_connect', { user_id: 'me' });
  // @ts-expect-error one's own data is typed, too
  own.event('page_turned', { data: { from: 1 } });
  // @ts-expect-error and one's own types are all there are
  own.event('page_torn');
  // @ts-expect-error the catalogue is checked where any name is taken
  any.event('ws_disconnect', { data: {} });
  expect(door.rows.length + door.refusals.length).toBe(11);
});
