import type { IconName } from '@parqueue/example-recorder/views/icon';
import type { RunSettings } from '@parqueue/sdk/analysis';
import type { AlignerState } from './aligner.ts';

export type AlignerAction = 'record' | 'stop' | 'cancel' | 'choose' | 'run' | 'listen' | 'words' | 'close';

export interface AlignerControl {
  readonly word: string;
  readonly icon: IconName;
  /** Absent while there is nothing to do but wait, or nothing left to do. */
  readonly action?: AlignerAction;
}

export interface PresentedAligner {
  readonly primary: AlignerControl;
  readonly others: readonly AlignerControl[];
  /** What a screen reader is told. */
  readonly spoken: string;
}

export interface Situation {
  readonly state: AlignerState;
  /** As they stand in the form. */
  readonly settings: RunSettings;
  /** Those of the runs that the row has. */
  readonly runs: readonly RunSettings[];
  readonly isPlaying: boolean;
  readonly hasWords: boolean;
}

/** The controls and words of a state. */
export function presentAligner(situation: Situation): PresentedAligner {
  const { state } = situation;
  switch (state.kind) {
    case 'idle':
      return {
        primary: { word: 'Record', icon: 'record', action: 'record' },
        others: [{ word: 'Choose a file', icon: 'open', action: 'choose' }],
        spoken: state.problem ? `${state.problem.title}. ${state.problem.advice}` : '',
      };
    case 'asking':
      return {
        primary: { word: 'Waiting', icon: 'microphone' },
        others: [],
        spoken: 'Waiting for the microphone. The browser may ask you to allow it.',
      };
    case 'recording':
      return {
        primary: { word: 'Stop', icon: 'stop', action: 'stop' },
        others: [{ word: 'Discard', icon: 'discard', action: 'cancel' }],
        spoken: 'Recording',
      };
    case 'reading':
      return {
        primary: { word: 'Reading the sound', icon: 'waiting' },
        others: [],
        spoken: 'Reading the sound',
      };
    case 'ready':
      return presentReady(situation, state.work.runs.length > 0);
  }
}

function presentReady(situation: Situation, hasRun: boolean): PresentedAligner {
  const { settings, runs, isPlaying, hasWords } = situation;
  const words: AlignerControl = hasWords
    ? { word: 'Words timed', icon: 'save' }
    : { word: 'Time words', icon: 'waiting', ...(hasRun && { action: 'words' as const }) };
  return {
    primary: { word: runWord(settings, runs.at(-1)), icon: 'split', action: 'run' },
    others: [
      {
        word: isPlaying ? 'Pause' : 'Listen',
        icon: isPlaying ? 'pause' : 'play',
        action: 'listen',
      },
      words,
      { word: 'Another', icon: 'keep', action: 'close' },
    ],
    spoken: '',
  };
}

/** What the next run will be, beside the one before. */
export function runWord(next: RunSettings, last: RunSettings | undefined): string {
  if (last === undefined) return 'Split and transcribe';
  const isSplitAnew =
    next.minSilenceMs !== last.minSilenceMs ||
    next.minSpeechMs !== last.minSpeechMs ||
    next.padMs !== last.padMs;
  const isOtherModel = next.asrModel !== last.asrModel;
  if (isSplitAnew) return isOtherModel ? 'Split and transcribe again' : 'Split again';
  return isOtherModel ? 'Transcribe again' : 'Run again';
}
