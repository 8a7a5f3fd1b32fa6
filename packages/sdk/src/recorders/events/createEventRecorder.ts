import type { metricsEvent } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import { eventPlatform } from '../../browser/eventPlatform.ts';
import { buildEventRecorder } from './buildEventRecorder.ts';
import type { EventRecorder, EventRecorderOptions, OwnEvents } from './eventRecorder.ts';

/**
 * A recorder of events over the door of a table of them, in a page or in Node. It does nothing until it is told to.
 *
 * @param door of a table that is the preset `metricsEvent`.
 * @example
 * ```ts
 * import { createEventRecorder } from '@parqueue/sdk/events';
 *
 * const reader = createEventRecorder(log.events, {
 *   defaults: { model_slug: 'kokoro-cpu' },
 *   sample: { cache_hit: 0.1 },
 * });
 * const undo = reader.captureErrors();
 * reader.event('synthesis_queued', { variant_hash: '9f2c', block_idx: 4, queue_depth: 3 });
 * ```
 */
export function createEventRecorder<Own extends OwnEvents = Record<never, never>>(
  door: TableDoor<typeof metricsEvent>,
  options: EventRecorderOptions = {},
): EventRecorder<Own> {
  return buildEventRecorder(door, options, eventPlatform());
}
