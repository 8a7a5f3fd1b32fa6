import type { Peer } from '../peer.ts';
import { trackedLabels } from './trackedLabels.ts';

export const rudderstack: Peer = {
  name: 'rudderstack',
  title: 'RudderStack',
  npm: { package: '@rudderstack/analytics-js', version: '3.34.1' },
  intake: { kind: 'collector', labelsIn: trackedLabels },
};
