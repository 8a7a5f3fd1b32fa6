import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { decodeWithFlac, encodeWithFlac } from '../../support/nativeFlac.ts';
import type { SaidRecording } from '../book.ts';
import { judgeRecording } from './judgeRecording.ts';

const RATE = 16_000;
let spoken: Int16Array;
let speech: Float32Array;

beforeAll(async () => {
  spoken = decodeWithFlac(
    new Uint8Array(await readFile(new URL('../../data/speech-16k.flac', import.meta.url))),
  );
  speech = Float32Array.from(spoken, (sample) => sample / 32_768);
});

/** Three seconds were recorded. */
const said: SaidRecording = {
  recordingId: 'r',
  tab: '1.0',
  round: 1,
  startedAtMs: 10_000,
  endedAtMs: 13_000,
  labels: [],
  heardS: 2.9,
  isCut: true,
  gapFrames: 0,
};
const clip = (fromS = 4, toS = 7) => spoken.slice(fromS * RATE, toS * RATE);
const judge = (pcm: Int16Array, recording = said) =>
  judgeRecording(recording, encodeWithFlac(pcm, []), speech);

test('a clip that holds all that was heard lost nothing', () => {
  expect(judge(clip())).toMatchObject({ lostMs: 0, heardLostMs: 0, uncountedFrames: 0 });
});

test('what a clip lacks is measured, and a recording without a clip lacks all of it', () => {
  expect(judge(clip(4, 5.5))).toMatchObject({ clipMs: 1_500, lostMs: 1_500, heardLostMs: 1_400 });
  expect(judgeRecording(said, undefined, speech)).toMatchObject({ clipMs: 0, lostMs: 3_000 });
});

test('silence in place of speech has to be counted', () => {
  const pcm = clip();
  pcm.fill(0, RATE, RATE + 1_600);
  expect(judge(pcm).uncountedFrames).toBe(1_600);
  expect(judge(pcm, { ...said, gapFrames: 1_600 }).uncountedFrames).toBe(0);
});

test('speech that is missing or was put in is seen, wherever the recording begins in the loop', () => {
  const without = Int16Array.from([...clip(4, 5.5), ...clip(5.6, 7)]);
  expect(judge(without).uncountedFrames).toBe(1_600);
  const twice = Int16Array.from([...clip(4, 5.5), ...clip(5.4, 7)]);
  expect(judge(twice).uncountedFrames).toBe(1_600);
  const acrossTheEnd = Int16Array.from([...spoken.slice(-1.5 * RATE), ...clip(0, 1.5)]);
  expect(judge(acrossTheEnd).uncountedFrames).toBe(0);
});

test('a file that `flac` complains of is torn, and so is sound that nobody made', () => {
  const file = encodeWithFlac(clip(), []);
  file[file.length >> 1]! ^= 0xff;
  expect(judgeRecording(said, file, speech).torn).toContain('flac says');
  const noise = clip().map((_, i) => ((i * 7_919) % 20_011) - 10_000);
  expect(judge(noise).torn).toContain('not what was spoken');
});
