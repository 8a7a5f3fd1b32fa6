import type { Clip, Interruption } from '@parqueue/sdk';
import type { MicrophoneProblem } from './microphoneProblem.ts';

/** A clip of a take, as much of it as the page needs; of a recovered one no more is known. */
export type TakeClip = Pick<Clip, 'recordingId' | 'index' | 'startS' | 'durationS' | 'gapFrames'>;

/** A finished take that no row has taken yet. */
export interface Review {
  readonly kind: 'review';
  readonly clips: readonly TakeClip[];
  /** The microphone went away: what was recorded until then is here. */
  readonly lost: boolean;
  /** It is of an earlier visit. */
  readonly restored?: true;
  /** Why the last try to save it failed. */
  readonly problem?: string;
}

/** Where the recorder is. One take at a time. */
export type RecorderState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'blocked'; readonly problem: MicrophoneProblem }
  | { readonly kind: 'asking' }
  | { readonly kind: 'recording'; readonly silent?: 'muted' | 'suspended' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'stopping'; readonly lost: boolean }
  | Review
  | { readonly kind: 'confirming'; readonly over: Review | { readonly kind: 'paused' } }
  | { readonly kind: 'saving'; readonly clips: readonly TakeClip[] };

export type RecorderEvent =
  | { readonly kind: 'record' | 'pause' | 'resume' | 'stop' | 'save' | 'cancel' | 'keep' | 'discard' }
  | { readonly kind: 'started' | 'stored' }
  | { readonly kind: 'failed'; readonly problem: MicrophoneProblem }
  | { readonly kind: 'interrupted'; readonly interruption: Interruption }
  | { readonly kind: 'stopped' | 'restored'; readonly clips: readonly TakeClip[] }
  | { readonly kind: 'saveFailed'; readonly problem: string };

/** What is to be done after a step. `abandon` forgets a question to which the person has not answered yet. */
export type RecorderEffect = 'open' | 'abandon' | 'pause' | 'resume' | 'stop' | 'cancel' | 'save' | 'delete';

export interface Step {
  readonly state: RecorderState;
  readonly effect?: RecorderEffect;
}

type StateOf<K extends RecorderState['kind']> = Extract<RecorderState, { kind: K }>;
type Steps = {
  readonly [K in RecorderState['kind']]: (state: StateOf<K>, event: RecorderEvent) => Step | undefined;
};

const IDLE = { kind: 'idle' } as const;
const PAUSED = { kind: 'paused' } as const;
const RECORDING = { kind: 'recording' } as const;

const steps: Steps = {
  idle: (_, event) => begin(event),

  blocked(_, event) {
    const begun = begin(event);
    if (begun) return begun;
    return event.kind === 'cancel' ? { state: IDLE } : undefined;
  },

  asking(_, event) {
    if (event.kind === 'started') return { state: RECORDING };
    if (event.kind === 'failed') return blocked(event.problem);
    return event.kind === 'cancel' ? { state: IDLE, effect: 'abandon' } : undefined;
  },

  recording(_, event) {
    if (event.kind === 'pause') return { state: PAUSED, effect: 'pause' };
    if (event.kind === 'stop') return stopping(false);
    // The take waits while the question is open: nothing is recorded that nobody wants, nothing is lost by a slip.
    if (event.kind === 'cancel') return { state: { kind: 'confirming', over: PAUSED }, effect: 'pause' };
    return event.kind === 'interrupted' ? interrupted(event.interruption) : undefined;
  },

  paused(_, event) {
    if (event.kind === 'resume' || event.kind === 'record') return { state: RECORDING, effect: 'resume' };
    if (event.kind === 'stop') return stopping(false);
    if (event.kind === 'cancel') return { state: { kind: 'confirming', over: PAUSED } };
    return isLost(event) ? stopping(true) : undefined;
  },

  stopping(state, event) {
    if (event.kind === 'stopped') return { state: { kind: 'review', clips: event.clips, lost: state.lost } };
    return event.kind === 'failed' ? blocked(event.problem) : undefined;
  },

  review(state, event) {
    if (event.kind === 'save') return { state: { kind: 'saving', clips: state.clips }, effect: 'save' };
    return event.kind === 'cancel' ? { state: { kind: 'confirming', over: state } } : undefined;
  },

  confirming(state, event) {
    const { over } = state;
    if (event.kind === 'keep' || event.kind === 'cancel') return { state: over };
    if (event.kind === 'discard')
      return { state: IDLE, effect: over.kind === 'review' ? 'delete' : 'cancel' };
    return over.kind === 'paused' && isLost(event) ? stopping(true) : undefined;
  },

  saving(state, event) {
    if (event.kind === 'stored') return { state: IDLE };
    if (event.kind !== 'saveFailed') return undefined;
    return { state: { kind: 'review', clips: state.clips, lost: false, problem: event.problem } };
  },
};

/** The next state, and what to do. An event that means nothing here changes nothing. */
export function stepRecorder(state: RecorderState, event: RecorderEvent): Step {
  const step = steps[state.kind] as (state: RecorderState, event: RecorderEvent) => Step | undefined;
  return step(state, event) ?? { state };
}

/** Whether leaving the page now would lose sight of a take. */
export function holdsTake(state: RecorderState): boolean {
  return ['recording', 'paused', 'stopping', 'review', 'confirming', 'saving'].includes(state.kind);
}

/** A take begins at the microphone, or where an earlier visit left it. */
function begin(event: RecorderEvent): Step | undefined {
  if (event.kind === 'record') return { state: { kind: 'asking' }, effect: 'open' };
  if (event.kind !== 'restored') return undefined;
  return { state: { kind: 'review', clips: event.clips, lost: false, restored: true } };
}

function blocked(problem: MicrophoneProblem): Step {
  return { state: { kind: 'blocked', problem } };
}

function stopping(lost: boolean): Step {
  return { state: { kind: 'stopping', lost }, effect: 'stop' };
}

function interrupted(interruption: Interruption): Step {
  if (interruption === 'device_lost') return stopping(true);
  if (interruption === 'muted' || interruption === 'suspended') {
    return { state: { kind: 'recording', silent: interruption } };
  }
  return { state: RECORDING };
}

function isLost(event: RecorderEvent): boolean {
  return event.kind === 'interrupted' && event.interruption === 'device_lost';
}
