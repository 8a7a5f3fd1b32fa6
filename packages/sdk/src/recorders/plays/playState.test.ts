import { describe, expect, it } from 'vitest';
import { beginPlay, type PlayEvent, type PlayState, stepPlay } from './playState.ts';

type Kind = Exclude<PlayEvent['kind'], 'error'>;

/** A play that began at 1,000 ms, after events at their seconds from then on. */
const after = (...events: readonly (readonly [Kind, number])[]): PlayState =>
  events.reduce((state, [kind, s]) => stepPlay(state, { kind }, 1000 + s * 1000), beginPlay(1000));

const seconds = ({ spentMs }: PlayState) =>
  [spentMs.playing, spentMs.paused, spentMs.stalled, spentMs.away].map((ms) => ms / 1000);

describe('[PL2] time goes to what the play did in it', () => {
  it.each([
    ['played through', [['tick', 10]], [10, 0, 0, 0]],
    [
      'paused',
      [
        ['pause', 4],
        ['resume', 9],
        ['tick', 10],
      ],
      [5, 5, 0, 0],
    ],
    [
      'stalled',
      [
        ['stall', 4],
        ['resume', 6],
        ['tick', 10],
      ],
      [8, 0, 2, 0],
    ],
    [
      'paused twice',
      [
        ['pause', 1],
        ['pause', 2],
        ['resume', 3],
        ['pause', 4],
        ['tick', 10],
      ],
      [2, 8, 0, 0],
    ],
    [
      'a stall that is paused',
      [
        ['stall', 1],
        ['pause', 3],
        ['resume', 6],
        ['tick', 7],
      ],
      [2, 3, 2, 0],
    ],
    [
      'a pause does not stall',
      [
        ['pause', 1],
        ['stall', 3],
        ['tick', 7],
      ],
      [1, 6, 0, 0],
    ],
    [
      'away',
      [
        ['leave', 2],
        ['return', 7],
        ['tick', 9],
      ],
      [4, 0, 0, 5],
    ],
    [
      'away while paused',
      [
        ['pause', 1],
        ['leave', 2],
        ['return', 7],
        ['tick', 9],
      ],
      [1, 3, 0, 5],
    ],
    [
      'paused while away',
      [
        ['leave', 2],
        ['pause', 3],
        ['return', 7],
        ['tick', 9],
      ],
      [2, 2, 0, 5],
    ],
    [
      'a clock that goes back',
      [
        ['tick', 5],
        ['tick', 3],
        ['tick', 6],
      ],
      [6, 0, 0, 0],
    ],
  ] as const)('%s', (_, events, expected) => {
    expect(seconds(after(...events))).toEqual(expected);
  });
});

it.each([
  [[], [0, 0, 0]],
  [
    [
      ['pause', 1],
      ['pause', 2],
      ['resume', 3],
      ['pause', 4],
    ],
    [2, 0, 0],
  ],
  [
    [
      ['stall', 1],
      ['stall', 2],
      ['resume', 3],
      ['stall', 4],
    ],
    [0, 2, 0],
  ],
  [
    [
      ['pause', 1],
      ['stall', 2],
    ],
    [1, 0, 0],
  ],
  [
    [
      ['seek', 1],
      ['seek', 2],
    ],
    [0, 0, 2],
  ],
] as const)('[PL2] after %o pauses, stalls and seeks are %o', (events, counts) => {
  const { pauseCount, stallCount, seekCount } = after(...events);
  expect([pauseCount, stallCount, seekCount]).toEqual(counts);
});

it('[PL5] each error counts, its text is kept once, and only the first ten texts', () => {
  const texts = ['a', 'b', 'a', '', ...Array.from({ length: 20 }, (_, i) => `c${i}`)];
  const state = texts.reduce((now, message) => stepPlay(now, { kind: 'error', message }, 0), beginPlay(0));
  expect(state.errorCount).toBe(24);
  expect(state.errorMessages).toEqual(['a', 'b', ...Array.from({ length: 8 }, (_, i) => `c${i}`)]);
});
