import type { Peer } from '../peer.ts';
import { trackedLabels } from './trackedLabels.ts';

export const segment: Peer = {
  name: 'segment',
  title: 'Segment',
  npm: { package: '@segment/analytics-next', version: '1.84.3' },
  intake: { kind: 'collector', labelsIn: trackedLabels },
};
