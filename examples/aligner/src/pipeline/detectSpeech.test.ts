import { expect, it } from 'vitest';
import { detectSpeech, type SplitSettings } from './detectSpeech.ts';

const RATE = 16_000;
const SETTINGS: SplitSettings = { minSilenceMs: 200, minSpeechMs: 300, padMs: 0 };

/** Sound with noise in it, and tones at these seconds. */
function soundOf(
  durationS: number,
  ...tones: readonly (readonly [fromS: number, toS: number])[]
): Float32Array {
  return Float32Array.from({ length: durationS * RATE }, (_, i) => {
    const isLoud = tones.some(([fromS, toS]) => i >= fromS * RATE && i < toS * RATE);
    return isLoud ? Math.sin(i / 6) / 3 : Math.sin(i * 1.7) / 2000;
  });
}

const split = (sound: Float32Array, others: Partial<SplitSettings> = {}) =>
  detectSpeech(sound, { ...SETTINGS, ...others }).map(({ startS, endS }) => [startS, endS]);

const SOUND = soundOf(6, [0.5, 1.5], [1.8, 3], [4, 4.2], [5, 6]);

it('finds what is loud, and leaves out what is too short', () => {
  expect(split(SOUND)).toEqual([
    [0.5, 1.5],
    [1.8, 3],
    [5, 6],
  ]);
});

it.each([
  [
    { minSilenceMs: 301 },
    [
      [0.5, 3],
      [5, 6],
    ],
  ],
  [
    { minSpeechMs: 100 },
    [
      [0.5, 1.5],
      [1.8, 3],
      [4, 4.2],
      [5, 6],
    ],
  ],
  [{ minSpeechMs: 1_100 }, [[1.8, 3]]],
  [
    { padMs: 100 },
    [
      [0.4, 1.6],
      [1.7, 3.1],
      [4.9, 6],
    ],
  ],
  [
    { padMs: 1_000 },
    [
      [0, 1.65],
      [1.65, 4],
      [4, 6],
    ],
  ],
])('with %o it is split elsewhere, never into a neighbour', (others, stretches) => {
  expect(split(SOUND, others)).toEqual(stretches);
});

it('a sound without pauses is one stretch, silence is none', () => {
  expect(split(soundOf(2, [0, 2]))).toEqual([[0, 2]]);
  expect(split(new Float32Array(2 * RATE))).toEqual([]);
  expect(split(new Float32Array(100))).toEqual([]);
});
