import type { RecitationRow } from '@parqueue/schema/presets';
import type { Environment } from './environment.ts';
import { messageOf } from './recorder/microphoneProblem.ts';
import { presentRecorder, type RecorderAction } from './recorder/presentRecorder.ts';
import { createRecorder, type SavedRow } from './recorder/recorder.ts';
import { holdsTake, type RecorderState, type TakeClip } from './recorder/recorderState.ts';
import type { RecorderLogger } from './recorderLogger.ts';
import { createLoudnessMeter } from './sound/loudness.ts';
import { createPeaks } from './sound/peaks.ts';
import { createPlayer } from './sound/player.ts';
import type { SoundShelf } from './sound/soundShelf.ts';
import type { TakeKeeper } from './takes/takeKeeper.ts';
import type { UnsavedTake } from './takes/unsavedTakes.ts';
import { createMicrophonesView } from './views/microphonesView.ts';
import { createStageView } from './views/stageView.ts';

const MICROPHONE_KEY = 'parqueue.recorder.microphone';
const SAMPLE_RATE = 16_000;
const UNPLAYABLE = 'This browser cannot play the recording. It is whole, and can be saved all the same.';

export interface TakeSideOptions {
  readonly log: RecorderLogger;
  readonly environment: Environment;
  readonly shelf: SoundShelf;
  readonly takes: TakeKeeper;
  /** The row of the form, without its audio; `undefined`, said beside its fields, where it is not complete. */
  readonly row: () => RecitationRow | undefined;
  /** What a screen reader is told. */
  readonly speak: (text: string) => void;
  readonly changed: () => void;
  readonly saved: (row: SavedRow) => void;
  /** The sound of the take is about to be heard, or the microphone is about to listen. */
  readonly silence: () => void;
  /** Tells an error to the dataset, and to the person too. */
  readonly logError: (message: string) => void;
  readonly report: (message: string) => void;
}

/** What is being recorded: the microphone, the take at hand, its sound and its controls. */
export interface TakeSide {
  readonly element: HTMLElement;
  state(): RecorderState;
  act(action: RecorderAction): void;
  /** Goes on with a take that an earlier visit left. */
  restore(take: UnsavedTake): Promise<void>;
  pausePlaying(): void;
}

export function openTakeSide(options: TakeSideOptions): TakeSide {
  const { log, environment, shelf, takes } = options;
  const { storage } = environment;
  const peaks = createPeaks();
  const loudness = createLoudnessMeter();
  /** The form as it was when Save was pressed. */
  let row: RecitationRow = {};

  const microphones = createMicrophonesView({
    devices: environment.devices,
    initial: storage.read(MICROPHONE_KEY),
    chosen: (deviceId) => storage.write(MICROPHONE_KEY, deviceId),
  });
  const player = createPlayer({
    output: environment.createAudio(),
    objectUrl: environment.objectUrl,
    changed: () => stage.show(recorder.state()),
    starting: options.silence,
    failed: () => options.report(UNPLAYABLE),
  });
  const recorder = createRecorder({
    log,
    deviceId: microphones.deviceId,
    row: () => row,
    changed,
    started: takes.begin,
    discarded: takes.end,
    level: (level) => {
      peaks.add(level);
      stage.hear(loudness.take(level));
    },
    saved: options.saved,
    failed: options.logError,
    delay: environment.delay,
  });
  const stage = createStageView({ peaks, player, microphones: microphones.element, act });

  function act(action: RecorderAction): void {
    if (action === 'play') player.toggle();
    else if (action !== 'save') recorder.send({ kind: action });
    else save();
  }

  function save(): void {
    const complete = options.row();
    if (!complete) {
      options.speak('The form is not complete.');
      return;
    }
    row = complete;
    player.unload();
    recorder.send({ kind: 'save' });
  }

  function changed(state: RecorderState): void {
    prepareSound(state);
    if (isHearing(state)) options.silence();
    if (state.kind === 'recording') void microphones.refresh();
    if (state.kind === 'review') void loadTake(state.clips);
    environment.guardLeaving(holdsTake(state));
    stage.show(state);
    options.speak(presentRecorder(state, false).spoken);
    options.changed();
  }

  function prepareSound({ kind }: RecorderState): void {
    if (kind === 'asking') loudness.reset();
    if (kind === 'asking' || kind === 'idle') peaks.clear();
    if (kind === 'idle') player.unload();
    if (kind === 'paused' || kind === 'confirming') peaks.pause();
  }

  async function loadTake(clips: readonly TakeClip[]): Promise<void> {
    const isAtHand = () => 'clips' in recorder.state();
    try {
      const sound = await shelf.read(clips);
      if (!sound || !isAtHand()) return;
      player.load(clips.map((clip, i) => ({ ...clip, file: sound.files[i] as Blob })));
      const gapFrames = clips.reduce((sum, clip) => sum + clip.gapFrames, 0);
      stage.showFacts(sound.sizeBytes, gapFrames / SAMPLE_RATE);
      const outline = await sound.outline();
      if (isAtHand()) stage.showOutline(outline);
    } catch (error) {
      options.report(`The recording cannot be played: ${messageOf(error)}`);
    }
  }

  stage.show(recorder.state());
  return {
    element: stage.element,
    state: recorder.state,
    act,
    async restore(take) {
      if (holdsTake(recorder.state()) || !(await takes.open(take))) return;
      peaks.clear();
      recorder.send({ kind: 'restored', clips: take.clips });
    },
    pausePlaying: player.pause,
  };
}

/** Whether the microphone would hear what the page plays. */
export function isHearing({ kind }: RecorderState): boolean {
  return kind === 'asking' || kind === 'recording';
}
