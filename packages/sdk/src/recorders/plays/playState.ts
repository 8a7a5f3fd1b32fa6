/** What a play does at a moment. */
export type PlayPhase = 'playing' | 'paused' | 'stalled';

/** What happens to a play. `leave` and `return` are of its page: while it is kept for the way back, nothing of it runs. */
export type PlayEvent =
  | { readonly kind: 'pause' | 'resume' | 'stall' | 'seek' | 'leave' | 'return' | 'tick' }
  /** So many errors, one by default, with one text; none is a text alone. */
  | { readonly kind: 'error'; readonly message: string; readonly count?: number };

/** What is known of a running play. Times are those of the monotonic clock. */
export interface PlayState {
  readonly phase: PlayPhase;
  readonly isAway: boolean;
  /** When time was last added up. */
  readonly sinceMs: number;
  /** The time spent in each phase, and away. */
  readonly spentMs: Readonly<Record<PlayPhase | 'away', number>>;
  readonly pauseCount: number;
  readonly stallCount: number;
  readonly seekCount: number;
  readonly errorCount: number;
  /** What was said of the errors, each text once, the first ones. */
  readonly errorMessages: readonly string[];
}

const MAX_MESSAGES = 10;

/** A play that begins, and sounds. */
export function beginPlay(atMs: number): PlayState {
  return {
    phase: 'playing',
    isAway: false,
    sinceMs: atMs,
    spentMs: { playing: 0, paused: 0, stalled: 0, away: 0 },
    pauseCount: 0,
    stallCount: 0,
    seekCount: 0,
    errorCount: 0,
    errorMessages: [],
  };
}

/** The play after an event, with the time up to it added to the phase that it was in. */
export function stepPlay(before: PlayState, event: PlayEvent, atMs: number): PlayState {
  const state = spend(before, atMs);
  const { phase } = state;
  switch (event.kind) {
    case 'tick':
      return state;
    case 'leave':
    case 'return':
      return { ...state, isAway: event.kind === 'leave' };
    case 'seek':
      return { ...state, seekCount: state.seekCount + 1 };
    case 'error':
      return withErrors(state, event.message, event.count ?? 1);
    case 'resume':
      return { ...state, phase: 'playing' };
    case 'pause':
      return phase === 'paused' ? state : { ...state, phase: 'paused', pauseCount: state.pauseCount + 1 };
    case 'stall':
      // A paused play does not stall: nobody waits for it.
      return phase === 'playing' ? { ...state, phase: 'stalled', stallCount: state.stallCount + 1 } : state;
  }
}

function spend(state: PlayState, atMs: number): PlayState {
  const { spentMs } = state;
  const place = state.isAway ? 'away' : state.phase;
  const sinceMs = Math.max(state.sinceMs, atMs);
  return { ...state, sinceMs, spentMs: { ...spentMs, [place]: spentMs[place] + sinceMs - state.sinceMs } };
}

function withErrors(state: PlayState, message: string, count: number): PlayState {
  const { errorMessages } = state;
  const isNew = message !== '' && errorMessages.length < MAX_MESSAGES && !errorMessages.includes(message);
  return {
    ...state,
    errorCount: state.errorCount + count,
    errorMessages: isNew ? [...errorMessages, message] : errorMessages,
  };
}
