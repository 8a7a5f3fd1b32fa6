import { ParqueueError } from '@parqueue/sdk';
import { COMMITTED, entries } from './entries.ts';
import type { PageState, PageStates, Stage } from './pageState.ts';
import { levelsOf, speechLevels } from './speech.ts';

const SAMPLE_RATE = 16_000;
const DAY_MS = 24 * 3_600_000;

const settled = entries(6, () => COMMITTED);
const settledAccount = { committed: 6 };
const refused = (code: ConstructorParameters<typeof ParqueueError>[0]) => new ParqueueError(code, code);

function speak({ fake, speech }: Stage, fromS: number, toS: number, loudness = 1): void {
  const samples = speech.slice(fromS * SAMPLE_RATE, toS * SAMPLE_RATE).map((sample) => sample * loudness);
  fake.hear(levelsOf(samples), samples);
}

async function record(stage: Stage): Promise<void> {
  await stage.press('Record');
  speak(stage, 0, 12.4);
}

async function review(stage: Stage): Promise<void> {
  await record(stage);
  await stage.press('Stop');
}

async function save(stage: Stage): Promise<void> {
  await review(stage);
  await stage.press('Save');
}

/** A problem of the microphone, met by pressing Record. */
function blockedBy(code: ConstructorParameters<typeof ParqueueError>[0]): PageState {
  return { script: { recordError: refused(code) }, play: ({ press }) => press('Record') };
}

/** A take that a crash left on the device, made `daysAgo`. */
function leftUnsaved(daysAgo: number): PageState {
  return {
    entries: settled,
    script: { account: settledAccount },
    takes: [{ recordingId: 'left', startedAt: Date.now() - daysAgo * DAY_MS }],
  };
}

/** The take: from the question for the microphone to its row. */
export const takeStates: PageStates = {
  asking: { script: { neverStarts: true }, play: ({ press }) => press('Record') },
  recording: {
    entries: entries(6, (index) => (index === 0 ? { kind: 'accepted' } : COMMITTED)),
    script: { account: { accepted: 1, committed: 5 } },
    play: record,
  },
  tooLoud: {
    play: async (stage) => {
      await stage.press('Record');
      speak(stage, 0, 2.4, 9);
    },
  },
  nothingHeard: {
    play: async ({ press, fake }) => {
      await press('Record');
      fake.hear(speechLevels(4, 0));
    },
  },
  muted: {
    play: async (stage) => {
      await record(stage);
      stage.fake.interrupt('muted');
    },
  },
  inputMissing: {
    play: async (stage) => {
      await stage.press('Record');
      speak(stage, 0, 3);
      speak(stage, 3, 3.6, 0);
      speak(stage, 3.6, 6);
    },
  },
  paused: {
    play: async (stage) => {
      await record(stage);
      await stage.press('Pause');
    },
  },
  resumed: {
    play: async (stage) => {
      await record(stage);
      await stage.press('Pause');
      await stage.press('Resume');
      speak(stage, 12.4, 15);
    },
  },
  stopping: {
    script: { neverStops: true },
    play: review,
  },
  review: { entries: settled, script: { account: settledAccount }, play: review },
  reviewWithGap: {
    script: { gapFrames: 9600 },
    play: async (stage) => {
      await stage.press('Record');
      speak(stage, 0, 5);
      await stage.press('Pause');
      await stage.press('Resume');
      speak(stage, 5, 5.6, 0);
      speak(stage, 5.6, 12);
      await stage.press('Stop');
      stage.fake.emit('gap', { recordingId: 'take', gapFrames: 9600 });
    },
  },
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
  saving: { script: { neverStores: true }, play: save },
  saved: { script: { account: { pending: 1 } }, play: save },
  saveFailed: {
    script: { storeError: new Error('recitation.verse_ref: expected string, got 7') },
    play: save,
  },
  recovered: leftUnsaved(0.3),
  recoveredOpen: { ...leftUnsaved(0.3), play: ({ press }) => press('Open') },
  soonDeleted: leftUnsaved(5.6),
  refused: blockedBy('microphone_refused'),
  noMicrophone: { ...blockedBy('no_microphone'), hasNoMicrophone: true },
  busy: blockedBy('microphone_busy'),
  unsupported: blockedBy('audio_unsupported'),
  recordingFailed: {
    script: { recordError: new Error('worklet did not load') },
    play: ({ press }) => press('Record'),
  },
};
