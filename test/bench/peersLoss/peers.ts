import type { Peer } from './peer.ts';
import { parqueue } from './peers/parqueue.ts';
import { posthog, posthogAtOnce } from './peers/posthog.ts';
import { rudderstack } from './peers/rudderstack.ts';
import { segment } from './peers/segment.ts';
import { sentry } from './peers/sentry.ts';
import { snowplow } from './peers/snowplow.ts';

/** In the order of the table. */
export const PEERS: readonly Peer[] = [
  parqueue,
  sentry,
  posthog,
  posthogAtOnce,
  segment,
  snowplow,
  rudderstack,
];
