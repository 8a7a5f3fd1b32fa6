import type { Fault, FaultMatch, WatchedMoment } from '@parqueue/local-hub';

/** A moment in the work of a relay that can be seen from outside. */
export type KillPoint =
  /** Of an upload: when so much of it was sent, or its receipt has been read. */
  | { readonly of: 'put'; readonly name: string; readonly at: 'half' | 'whole' | 'answered' }
  /** Of a request to the hub. */
  | {
      readonly of: 'hub';
      readonly name: string;
      readonly at: WatchedMoment;
      readonly match: FaultMatch;
      /** What has to go wrong for the relay to come there. */
      readonly before?: Fault;
    };

const COMMIT: FaultMatch = { method: 'POST', path: '/commit/main' };
const PART: FaultMatch = { method: 'PUT', path: /^\/storage\/.*\/parts\?/ };
/** Of the history when a batch is looked for that may have landed. */
const LOOK: FaultMatch = { method: 'GET', path: '/commits/main?limit=50' };

/** In the order of a shard's way. Between any two that are neighbours a kill can come. */
export const KILL_POINTS: readonly KillPoint[] = [
  { of: 'put', name: 'half a body has come', at: 'half' },
  { of: 'put', name: 'a body has come whole', at: 'whole' },
  { of: 'put', name: 'a receipt was read', at: 'answered' },
  { of: 'hub', name: 'history asked', at: 'asked', match: { method: 'GET', path: '/commits/main?limit=1' } },
  { of: 'hub', name: 'card asked', at: 'asked', match: { method: 'GET', path: 'README.md' } },
  { of: 'hub', name: 'preupload asked', at: 'asked', match: { path: '/preupload/main' } },
  { of: 'hub', name: 'LFS batch asked', at: 'asked', match: { path: '/objects/batch' } },
  { of: 'hub', name: 'part of a file on its way', at: 'asked', match: PART },
  { of: 'hub', name: 'part of a file stored', at: 'done', match: PART },
  { of: 'hub', name: 'joining of parts asked', at: 'asked', match: { path: /^\/storage\/.*\/complete\?/ } },
  { of: 'hub', name: 'LFS verify asked', at: 'asked', match: { path: '/objects/verify' } },
  { of: 'hub', name: 'commit asked', at: 'asked', match: COMMIT },
  { of: 'hub', name: 'commit landed, not answered', at: 'done', match: COMMIT },
  { of: 'hub', name: 'commit answered', at: 'answered', match: COMMIT },
  {
    ...{ of: 'hub', name: 'a commit that landed looked for', at: 'asked', match: LOOK },
    before: { kind: 'reply-lost', match: COMMIT },
  },
  {
    ...{
      of: 'hub',
      name: 'paths of a commit in doubt asked',
      at: 'asked',
      match: { path: '/paths-info/main' },
    },
    before: { kind: 'status', status: 500, match: COMMIT },
  },
];
