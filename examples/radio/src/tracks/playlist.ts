import { outlineOf, PIECE_RATE, type Piece, renderPiece, type Tone, wavFile } from './renderPiece.ts';
import { canBeSlow, openSlowSource } from './slowSource.ts';

/** A track of the list, and how its source comes about. */
export interface RadioTrack {
  readonly songId: string;
  readonly artist: string;
  readonly title: string;
  readonly album: string;
  /** In seconds. */
  readonly durationS: number;
  /** What is to be expected of it, where that is not music. */
  readonly remark?: string;
  /** Opens its source, for an element that is to play it. */
  open(element: HTMLMediaElement): OpenTrack;
}

export interface OpenTrack {
  readonly address: string;
  /** Its loudness in so many parts, from 0 to 1. */
  outline(count: number): readonly number[];
}

const ALBUM = 'Evening programme';
const STALL = { durationS: 8, stallsAtS: 3, stallS: 3 } as const;

const every = (spacingS: number, steps: readonly number[], ringS?: number): readonly Tone[] =>
  steps.map((step, i) => ({ atS: i * spacingS, step, ...(ringS === undefined ? {} : { ringS }) }));

const later = (byS: number, tones: readonly Tone[], up = 0): readonly Tone[] =>
  tones.map((tone) => ({ ...tone, atS: tone.atS + byS, step: tone.step + up }));

const CANON = every(0.5, [0, 2, 4, 5, 7, 4, 7, 12, 11, 9, 7, 5, 4, 2, 0], 1.6);
/** Bayati: its second degree lies between two keys of a piano. */
const BAYATI = every(0.45, [0, 1.5, 3, 5, 7, 8, 7, 5, 3, 5, 3, 1.5, 0, -2, 0, 1.5, 3, 1.5, 0], 1.8);

const PIECES: readonly (Omit<RadioTrack, 'open' | 'album' | 'durationS'> & { readonly piece: Piece })[] = [
  {
    songId: 'fifths',
    artist: 'The Tuning Forks',
    title: 'Stacked fifths',
    piece: { rootHz: 110, durationS: 9, tones: [...every(0.8, [0, 7, 14, 21, 28, 21, 14, 7, 0], 3.2)] },
  },
  {
    songId: 'bayati',
    artist: 'فرقة المساء',
    title: 'مقام البياتي',
    piece: { rootHz: 146.83, durationS: 11, tones: BAYATI },
  },
  {
    songId: 'canon',
    artist: 'The Tuning Forks',
    title: 'Canon at the octave',
    piece: { rootHz: 196, durationS: 12, tones: [...CANON, ...later(2, CANON, -12)] },
  },
  {
    songId: 'bells',
    artist: 'Tower Hour',
    title: 'Plain hunt on five bells',
    piece: {
      rootHz: 392,
      durationS: 11,
      tones: every(
        0.3,
        [12345, 21435, 24153, 42513, 45231, 54321].flatMap((row) => bells(row)),
        2.4,
      ),
    },
  },
];

/** A row of change ringing: bell 1 is the highest. */
function bells(row: number): number[] {
  const STEPS = [7, 5, 4, 2, 0];
  return [...String(row)].map((bell) => STEPS[Number(bell) - 1] as number);
}

/** What the radio plays: pieces that the page makes itself, and two that go wrong on purpose. */
export function createPlaylist(): readonly RadioTrack[] {
  const music = PIECES.map(({ piece, ...track }) => musicTrack(track, piece));
  const [first, second, third, fourth] = music as [RadioTrack, RadioTrack, RadioTrack, RadioTrack];
  return [first, second, TORN, third, ...(canBeSlow() ? [SLOW] : []), fourth];
}

function musicTrack(track: Omit<RadioTrack, 'open' | 'album' | 'durationS'>, piece: Piece): RadioTrack {
  let samples: Float32Array | undefined;
  return {
    ...track,
    album: ALBUM,
    durationS: piece.durationS,
    open() {
      samples ??= renderPiece(piece);
      const rendered = samples;
      return {
        address: URL.createObjectURL(wavFile(rendered, PIECE_RATE)),
        outline: (count) => outlineOf(rendered, count),
      };
    },
  };
}

const silence = (count: number): readonly number[] => new Array<number>(count).fill(0);

const TORN: RadioTrack = {
  songId: 'torn',
  artist: 'Nobody',
  title: 'A torn tape',
  album: ALBUM,
  durationS: 12,
  remark: 'fails on purpose',
  open: () => ({
    address: URL.createObjectURL(new Blob(['this is no sound'], { type: 'audio/wav' })),
    outline: silence,
  }),
};

const SLOW: RadioTrack = {
  songId: 'slow',
  artist: 'Nobody',
  title: 'Silence over a slow line',
  album: ALBUM,
  durationS: STALL.durationS,
  remark: 'stalls on purpose',
  open: (element) => ({ address: openSlowSource(STALL, element), outline: silence }),
};
