import type { Peer } from '../peer.ts';
import { trackedLabels } from './trackedLabels.ts';

const npm = { package: 'posthog-js', version: '1.434.18' };
const intake = { kind: 'collector', labelsIn: trackedLabels } as const;

export const posthog: Peer = { name: 'posthog', title: 'PostHog, in batches', npm, intake };

export const posthogAtOnce: Peer = { name: 'posthogAtOnce', title: 'PostHog, each at once', npm, intake };
