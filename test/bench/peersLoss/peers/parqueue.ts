import type { Peer } from '../peer.ts';

export const parqueue: Peer = {
  name: 'parqueue',
  title: 'Parqueue',
  npm: undefined,
  intake: { kind: 'relay' },
};
