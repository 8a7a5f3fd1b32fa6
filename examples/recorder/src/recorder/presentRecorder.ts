import type { RecorderState, Review } from './recorderState.ts';

/** What a control does: an event of the recorder, or playing. */
export type RecorderAction =
  | 'record'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'save'
  | 'cancel'
  | 'keep'
  | 'discard'
  | 'play';

export interface Control {
  readonly word: string;
  readonly icon: 'record' | 'stop' | 'pause' | 'play' | 'save' | 'discard' | 'keep' | 'microphone';
  /** Absent while there is nothing to do but wait. */
  readonly action?: RecorderAction;
}

export interface PresentedRecorder {
  readonly primary: Control;
  readonly others: readonly Control[];
  /** What a screen reader is told. */
  readonly spoken: string;
}

const DISCARD = { word: 'Discard', icon: 'discard', action: 'cancel' } as const;
const STOP = { word: 'Stop', icon: 'stop', action: 'stop' } as const;

/** The controls and words of a state. */
export function presentRecorder(state: RecorderState, isPlaying: boolean): PresentedRecorder {
  switch (state.kind) {
    case 'idle':
      return { primary: { word: 'Record', icon: 'record', action: 'record' }, others: [], spoken: '' };
    case 'blocked':
      return {
        primary: { word: 'Record', icon: 'record', action: 'record' },
        others: [],
        spoken: `${state.problem.title}. ${state.problem.advice}`,
      };
    case 'asking':
      return {
        primary: { word: 'Waiting', icon: 'microphone' },
        others: [{ word: 'Cancel', icon: 'discard', action: 'cancel' }],
        spoken: 'Waiting for the microphone. The browser may ask you to allow it.',
      };
    case 'recording':
      return {
        primary: STOP,
        others: [{ word: 'Pause', icon: 'pause', action: 'pause' }, DISCARD],
        spoken: state.silent ? silence(state.silent) : 'Recording',
      };
    case 'paused':
      return {
        primary: STOP,
        others: [{ word: 'Resume', icon: 'record', action: 'resume' }, DISCARD],
        spoken: 'Paused',
      };
    case 'stopping':
      return {
        primary: { word: 'Finishing the recording', icon: 'stop' },
        others: [],
        spoken: 'Finishing the recording',
      };
    case 'review':
      return {
        primary: { word: 'Save', icon: 'save', action: 'save' },
        others: [
          { word: isPlaying ? 'Pause' : 'Listen', icon: isPlaying ? 'pause' : 'play', action: 'play' },
          DISCARD,
        ],
        spoken: reviewWords(state),
      };
    case 'confirming':
      return {
        primary: { word: 'Keep it', icon: 'keep', action: 'keep' },
        others: [{ word: 'Discard for good', icon: 'discard', action: 'discard' }],
        spoken: 'Discard this recording? It cannot be brought back.',
      };
    case 'saving':
      return { primary: { word: 'Saving', icon: 'save' }, others: [], spoken: 'Saving' };
  }
}

function reviewWords({ lost, restored }: Review): string {
  if (lost) return 'The microphone went away. What was recorded until then is here.';
  if (restored) return 'A recording of an earlier visit is here. Listen to it, or save it.';
  return 'Recording stopped. Listen to it, or save it.';
}

/** Why a running take hears nothing. */
export function silence(reason: 'muted' | 'suspended'): string {
  return reason === 'muted' ? 'The system muted the microphone' : 'The system suspended the microphone';
}

/** What a key asks for in a state: Space records and stops (and plays in between), P pauses, Escape cancels. */
export function shortcutAction(key: string, state: RecorderState): RecorderAction | undefined {
  if (key === 'Escape') return 'cancel';
  if (key === ' ') {
    if (state.kind === 'idle' || state.kind === 'blocked') return 'record';
    if (state.kind === 'recording' || state.kind === 'paused') return 'stop';
    return state.kind === 'review' ? 'play' : undefined;
  }
  if (key.toLowerCase() !== 'p') return undefined;
  if (state.kind === 'recording') return 'pause';
  return state.kind === 'paused' ? 'resume' : undefined;
}
