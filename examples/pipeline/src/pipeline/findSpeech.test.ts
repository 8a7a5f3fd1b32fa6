import { expect, test } from 'vitest';
import { findSpeech, loudnessOf, SPEECH_SEARCH } from './findSpeech.ts';

const RATE = 16_000;

/** Tones of 200 Hz where it says so, noise of a thousandth elsewhere. */
function soundOf(durationS: number, tones: readonly (readonly [fromS: number, toS: number])[]): Float32Array {
  return Float32Array.from({ length: durationS * RATE }, (_, i) => {
    const isTone = tones.some(([fromS, toS]) => i >= fromS * RATE && i < toS * RATE);
    return isTone ? Math.sin((i / RATE) * 200 * 2 * Math.PI) / 2 : Math.sin(i * 12.9898) / 1000;
  });
}

const speechIn = (samples: Float32Array) =>
  findSpeech(loudnessOf(samples, RATE, SPEECH_SEARCH.frameMs), samples.length / RATE);

test.each<[string, Float32Array, [number, number][]]>([
  ['nothing', new Float32Array(0), []],
  ['silence', new Float32Array(RATE * 2), []],
  ['a stretch', soundOf(4, [[1, 2]]), [[1, 2]]],
  [
    'two stretches with a long pause',
    soundOf(6, [
      [1, 2],
      [3, 4.5],
    ]),
    [
      [1, 2],
      [3, 4.5],
    ],
  ],
  [
    'a short pause within',
    soundOf(4, [
      [1, 2],
      [2.2, 3],
    ]),
    [[1, 3]],
  ],
  ['a click', soundOf(3, [[1, 1.05]]), []],
  ['sound from end to end', soundOf(2, [[0, 2]]), [[0, 2]]],
])('speech is found in %s', (_name, samples, expected) => {
  const found = speechIn(samples);
  expect(found).toHaveLength(expected.length);
  found.forEach(({ startS, endS }, i) => {
    expect(startS).toBeCloseTo(expected[i]![0], 1);
    expect(endS).toBeCloseTo(expected[i]![1], 1);
  });
});
