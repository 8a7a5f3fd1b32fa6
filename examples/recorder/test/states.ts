import { ParqueueError } from '@parqueue/sdk';
import type { RowEntry } from '../src/rows/rowEntry.ts';
import { COMMITTED, entries, FAILED } from './entries.ts';
import type { PageState, PageStates, Stage } from './pageState.ts';
import { takeStates } from './takeStates.ts';

const MINUTE_MS = 60_000;

const JOURNEY: readonly RowEntry['state'][] = [
  { kind: 'saving' },
  { kind: 'stored' },
  { kind: 'accepted' },
  COMMITTED,
  FAILED,
  COMMITTED,
  COMMITTED,
];
const journey: PageState = {
  entries: entries(7, (index) => JOURNEY[index] ?? COMMITTED),
  script: { account: { pending: 2, accepted: 1, committed: 3, dead: 1 } },
};

/** Three rows that wait, two that are in the dataset. */
const waiting: PageState = {
  entries: entries(5, (index) => (index < 3 ? { kind: 'stored' } : COMMITTED)),
  script: { account: { pending: 3, committed: 2 } },
};
const settled: PageState = { entries: entries(6, () => COMMITTED), script: { account: { committed: 6 } } };

const NOTHING_HELD = { rowsBytes: 0, audioBytes: 0, asideCount: 0 };

const storageOf = (usageBytes: number, quotaBytes: number) =>
  ({ kind: 'indexeddb', ...NOTHING_HELD, usageBytes, quotaBytes }) as const;

function retry({ fake }: Stage): void {
  fake.emit('retry', { reason: 'network', delayMs: 42_500 });
}

/** The rows and their way. */
const rowStates: PageStates = {
  firstUse: { script: { storage: { kind: 'indexeddb', ...NOTHING_HELD } } },
  oneRow: { entries: entries(1, () => COMMITTED), script: { account: { committed: 1 } } },
  journey,
  thousandRows: {
    entries: entries(1000, (index) => (index < 3 ? { kind: 'accepted' } : COMMITTED)),
    script: { account: { accepted: 3, committed: 997 } },
  },
  rowPlaying: { ...journey, play: ({ press }) => press('Listen to 1:6') },
  rowFailed: { ...journey, play: ({ press }) => press('Listen to 1:3') },
  rowAtRelay: { ...journey, play: ({ press }) => press('Listen to 1:5') },
  rowDelivered: { ...journey, play: ({ press }) => press('Listen to 1:4') },
  rowWhileRecording: {
    ...journey,
    play: async ({ press }) => {
      await press('Record');
      await press('Listen to 1:6');
    },
  },
  onlyFailed: { ...journey, play: ({ press }) => press('1Failed') },
  onlyNone: { ...settled, play: ({ press }) => press('0Failed') },
};

/** What is amiss with network, relay, Hub, storage or browser. */
const troubleStates: PageStates = {
  offline: { ...waiting, isOffline: true },
  retrying: { ...waiting, play: retry },
  relayAwayLong: {
    ...waiting,
    play: (stage) => {
      retry(stage);
      stage.later(25 * MINUTE_MS);
      retry(stage);
    },
  },
  hubDown: {
    entries: entries(6, (index) => (index < 4 ? { kind: 'accepted' } : COMMITTED)),
    script: { account: { accepted: 4, committed: 2 } },
    play: ({ fake, later }) => {
      later(47 * MINUTE_MS);
      fake.emit('stored', { table: 'recitation', rowIds: [] });
    },
  },
  noStorage: {
    script: { storage: { kind: 'memory', ...NOTHING_HELD } },
    play: ({ fake }) => fake.emit('degraded', { part: 'storage', reason: 'SecurityError' }),
  },
  storageNearlyFull: {
    entries: entries(5, () => ({ kind: 'stored' })),
    script: { account: { pending: 5 }, storage: storageOf(1_956_000_000, 2_000_000_000) },
    isOffline: true,
  },
  storageFull: {
    entries: entries(5, () => ({ kind: 'stored' })),
    script: { account: { pending: 5 }, storage: storageOf(1_999_100_000, 2_000_000_000) },
    isOffline: true,
    play: ({ fake }) => fake.emit('quota', { kind: 'audio' }),
  },
  noWorker: { play: ({ fake }) => fake.emit('degraded', { part: 'worker', reason: 'CSP' }) },
  noWasm: { play: ({ fake }) => fake.emit('degraded', { part: 'wasm', reason: 'CSP' }) },
  untakenDeleted: {
    ...settled,
    play: ({ fake }) => fake.emit('untaken', { recordingId: 'a', clipCount: 1 }),
  },
  relayLost: {
    play: ({ fake }) => fake.emit('dropped', { table: 'recitation', reason: 'relay_lost', rowCount: 2 }),
  },
  error: {
    play: ({ fake }) =>
      fake.emit('error', {
        error: new ParqueueError(
          'misconfigured',
          'relay: expected an address such as https://relay.example, got "relay"',
        ),
      }),
  },
  allAtOnce: {
    ...journey,
    isOffline: true,
    play: ({ fake }) => {
      fake.emit('gap', { recordingId: 'a', gapFrames: 6400 });
      fake.emit('quota', { kind: 'rows' });
      fake.emit('degraded', { part: 'worker', reason: 'CSP' });
      fake.emit('untaken', { recordingId: 'a', clipCount: 1 });
    },
  },
  noHub: { ...settled, hasNoHub: true },
};

/** Every state that the page can be in. */
export const pageStates: PageStates = { ...rowStates, ...takeStates, ...troubleStates };
