import type { OpenTrack, RadioTrack } from './tracks/playlist.ts';

/** What the radio does. */
export type PlayerKind = 'idle' | 'starting' | 'playing' | 'paused' | 'stalled' | 'failed';

export interface PlayerState {
  readonly kind: PlayerKind;
  readonly index: number;
  readonly track: RadioTrack;
  readonly source: OpenTrack;
}

export interface RadioPlayer {
  state(): PlayerState;
  toggle(): void;
  /** Plays the track at this place of the list. */
  choose(index: number): void;
  next(): void;
  previous(): void;
  seek(toS: number): void;
}

/** So long is said what failed, before the next one. */
const AFTER_FAILURE_MS = 2500;

/** Plays a list, one after another, for ever. */
export function createRadioPlayer(
  audio: HTMLAudioElement,
  playlist: readonly RadioTrack[],
  changed: () => void,
): RadioPlayer {
  let state = load(0);
  let following: ReturnType<typeof setTimeout> | undefined;

  function load(index: number): PlayerState {
    const track = playlist[index] as RadioTrack;
    const source = track.open(audio);
    audio.src = source.address;
    return { kind: 'idle', index, track, source };
  }

  function become(kind: PlayerKind): void {
    if (state.kind === kind) return;
    state = { ...state, kind };
    changed();
  }

  function choose(index: number): void {
    clearTimeout(following);
    URL.revokeObjectURL(state.source.address);
    state = load((index + playlist.length) % playlist.length);
    play();
  }

  function play(): void {
    become('starting');
    // Refused without a gesture: the button is there. What fails is told by the element.
    audio.play().catch(() => state.kind === 'starting' && audio.error === null && become('idle'));
  }

  const next = () => choose(state.index + 1);

  const on = (type: string, work: () => void) => audio.addEventListener(type, work);
  on('playing', () => become('playing'));
  on('pause', () => audio.ended || audio.error || become('paused'));
  on('waiting', () => void (state.kind === 'playing' && !audio.seeking && become('stalled')));
  on('ended', next);
  on('error', () => {
    if (state.kind === 'idle') return;
    become('failed');
    following = setTimeout(next, AFTER_FAILURE_MS);
  });

  return {
    state: () => state,
    choose,
    next,
    previous: () => choose(state.index - 1),
    toggle() {
      if (state.kind === 'failed') return next();
      if (audio.paused) play();
      else audio.pause();
    },
    seek(toS) {
      if (Number.isFinite(audio.duration)) audio.currentTime = toS;
    },
  };
}
