import { expect, test } from 'vitest';
import { hasSpeech } from './hasSpeech.ts';

const RATE = 16_000;
const tone = (seconds: number, loudness: number) =>
  Float32Array.from({ length: seconds * RATE }, (_, i) => loudness * Math.sin(i / 9));

test.each([
  ['silence', tone(10, 0), false],
  ['a quiet room', tone(10, 0.005), false],
  ['a voice', tone(10, 0.2), true],
  ['nothing', new Float32Array(0), false],
])('%s: %s', (_, samples, isSpeech) => {
  expect(hasSpeech(samples as Float32Array, RATE)).toBe(isSpeech);
});

test('a tenth of a chunk is enough, a click is not', () => {
  const quiet = tone(10, 0.001);
  quiet.set(tone(0.1, 0.9), 5 * RATE);
  expect(hasSpeech(quiet, RATE)).toBe(false);
  quiet.set(tone(1.1, 0.3), 5 * RATE);
  expect(hasSpeech(quiet, RATE)).toBe(true);
});
