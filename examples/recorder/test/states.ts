import { ParqueueError } from '@parqueue/sdk';
import type { RowEntry } from '../src/rows/rowEntry.ts';
import type { FakeLogger } from './fakeLogger.ts';
import type { FakePageOptions } from './fakePage.ts';
import { speechLevels } from './speech.ts';

/** A state of the page: what the logger is to say, what the browser is like, and the hands that lead to it. */
export interface PageState extends FakePageOptions {
  play?(stage: Stage): Promise<void> | void;
}

export interface Stage {
  readonly fake: FakeLogger;
  /** Presses the button of this name. */
  press(name: string): Promise<void>;
  /** Writes into the field of this id. */
  write(id: string, text: string): void;
}

const FATIHAH = [
  'بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ',
  'الْحَمْدُ لِلَّهِ رَبِّ الْعَالَمِينَ',
  'الرَّحْمَٰنِ الرَّحِيمِ',
  'مَالِكِ يَوْمِ الدِّينِ',
  'إِيَّاكَ نَعْبُدُ وَإِيَّاكَ نَسْتَعِينُ',
  'اهْدِنَا الصِّرَاطَ الْمُسْتَقِيمَ',
  'صِرَاطَ الَّذِينَ أَنْعَمْتَ عَلَيْهِمْ غَيْرِ الْمَغْضُوبِ عَلَيْهِمْ وَلَا الضَّالِّينَ',
];

const COMMIT = '4f2a91c07be35d8816a0c94e7d21f35b6a80e9d2';
const PATH = 'data/recitation/2026-11-21/0193f0a0-2b1c-7e44-9d10-5a6be07c41f3.parquet';

const COMMITTED = { kind: 'committed', commit: COMMIT, path: PATH } as const;
const JOURNEY: readonly RowEntry['state'][] = [
  { kind: 'saving' },
  { kind: 'stored' },
  { kind: 'accepted' },
  COMMITTED,
  { kind: 'failed', reason: 'The relay refused the row: its table is not known there.' },
  COMMITTED,
  COMMITTED,
];

function entries(count: number, stateOf: (index: number) => RowEntry['state']): readonly RowEntry[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => ({
    rowId: `0193f0a0-2b1c-7e44-9d10-${String(count - index).padStart(12, '0')}`,
    verseRef: `1:${((count - index - 1) % 7) + 1}`,
    canonicalText: FATIHAH[(count - index - 1) % 7] ?? '',
    durationS: 4 + ((index * 37) % 90) / 10,
    savedAt: now - index * 137_000 - 20_000,
    state: stateOf(index),
  }));
}

const settled = entries(6, () => COMMITTED);
const settledAccount = { committed: 6 };
const refused = (code: ConstructorParameters<typeof ParqueueError>[0]) => new ParqueueError(code, code);

async function record({ press, fake }: Stage, durationS = 12.4, loudness?: number): Promise<void> {
  await press('Record');
  fake.hear(speechLevels(durationS, loudness));
}

async function review(stage: Stage): Promise<void> {
  await record(stage);
  await stage.press('Stop');
}

/** A problem of the microphone, met by pressing Record. */
function blockedBy(code: ConstructorParameters<typeof ParqueueError>[0]): PageState {
  return { script: { recordError: refused(code) }, play: ({ press }) => press('Record') };
}

/** Every state that the page can be in. */
export const pageStates: Readonly<Record<string, PageState>> = {
  firstUse: { script: { storage: { kind: 'indexeddb' } } },
  oneRow: { entries: entries(1, () => COMMITTED), script: { account: { committed: 1 } } },
  journey: {
    entries: entries(7, (index) => JOURNEY[index] ?? COMMITTED),
    script: { account: { pending: 2, accepted: 1, committed: 3, dead: 1 } },
  },
  thousandRows: {
    entries: entries(1000, (index) => (index < 3 ? { kind: 'accepted' } : COMMITTED)),
    script: { account: { accepted: 3, committed: 997 } },
  },
  asking: { script: { neverStarts: true }, play: ({ press }) => press('Record') },
  recording: {
    entries: entries(6, (index) => (index === 0 ? { kind: 'accepted' } : COMMITTED)),
    script: { account: { accepted: 1, committed: 5 } },
    play: (stage) => record(stage),
  },
  tooLoud: { play: (stage) => record(stage, 10.4, 1.8) },
  nothingHeard: { play: (stage) => record(stage, 4, 0) },
  muted: {
    play: async (stage) => {
      await record(stage);
      stage.fake.interrupt('muted');
    },
  },
  paused: {
    play: async (stage) => {
      await record(stage);
      await stage.press('Pause');
    },
  },
  review: { entries: settled, script: { account: settledAccount }, play: review },
  listening: {
    play: async (stage) => {
      await review(stage);
      await stage.press('Listen');
    },
  },
  deviceLost: {
    play: async (stage) => {
      await record(stage);
      stage.fake.interrupt('device_lost');
    },
  },
  discarding: {
    play: async (stage) => {
      await review(stage);
      await stage.press('Discard');
    },
  },
  wrongForm: {
    play: async (stage) => {
      await review(stage);
      stage.write('verse-ref', '2:300');
      stage.write('ghunnah_length', '2.5');
      await stage.press('Save');
    },
  },
  saving: {
    script: { neverStores: true },
    play: async (stage) => {
      await review(stage);
      await stage.press('Save');
    },
  },
  saved: {
    script: { account: { pending: 1 } },
    play: async (stage) => {
      await review(stage);
      await stage.press('Save');
    },
  },
  saveFailed: {
    script: { storeError: new Error('recitation.verse_ref: expected string, got 7') },
    play: async (stage) => {
      await review(stage);
      await stage.press('Save');
    },
  },
  offline: {
    entries: entries(5, (index) => (index < 3 ? { kind: 'stored' } : COMMITTED)),
    script: { account: { pending: 3, committed: 2 } },
    isOffline: true,
  },
  retrying: {
    entries: entries(5, (index) => (index < 3 ? { kind: 'stored' } : COMMITTED)),
    script: { account: { pending: 3, committed: 2 } },
    play: ({ fake }) => fake.emit('retry', { reason: 'network', delayMs: 60_000 }),
  },
  refused: blockedBy('microphone_refused'),
  noMicrophone: { ...blockedBy('no_microphone'), hasNoMicrophone: true },
  busy: blockedBy('microphone_busy'),
  unsupported: blockedBy('audio_unsupported'),
  recordingFailed: {
    script: { recordError: new Error('worklet did not load') },
    play: ({ press }) => press('Record'),
  },
  noStorage: {
    script: { storage: { kind: 'memory' } },
    play: ({ fake }) => fake.emit('degraded', { part: 'storage', reason: 'SecurityError' }),
  },
  storageFull: {
    entries: entries(5, () => ({ kind: 'stored' })),
    script: {
      account: { pending: 5 },
      storage: { kind: 'indexeddb', usageBytes: 1_980_000_000, quotaBytes: 2_000_000_000 },
    },
    isOffline: true,
    play: ({ fake }) => fake.emit('quota', { kind: 'audio' }),
  },
  noWorker: { play: ({ fake }) => fake.emit('degraded', { part: 'worker', reason: 'CSP' }) },
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
  noHub: { entries: settled, script: { account: settledAccount }, hasNoHub: true },
};
