import { createHash } from 'node:crypto';
import { complaintsOfFlac, decodeWithFlac } from './nativeFlac.ts';
import type { LongRecording, MemoryMark } from './openLongRecorder.ts';

const CLIP_S = 900;
const RATE = 16_000;
/**
 * By how much memory may differ between the thirds. Scripts hold the FLAC of the clip under way, at most 15 MB; what the process holds
 * besides depends on when the browser gives memory back. Between the thirds lie 40 MB of PCM in half an hour, 75 MB of FLAC in two: either
 * would show if it were kept.
 */
const SLACK_BYTES = { scriptBytes: 16_000_000, residentBytes: 32_000_000 };

/** What is wrong with a long recording that was checked: nothing, or a sentence for each. */
export function problemsOf(
  { clips, files, marks, pcmSha256, sampleCount }: LongRecording,
  audioS: number,
): string[] {
  const problems: string[] = [];
  const expect = (isSo: boolean, otherwise: string) => {
    if (!isSo) problems.push(otherwise);
  };
  expect(sampleCount === audioS * RATE, `${sampleCount} samples should have been recorded`);
  expect(clips.length === Math.ceil(audioS / CLIP_S), `there are ${clips.length} clips`);
  const hash = createHash('sha256');
  let nextSample = 0;
  for (const [index, { startS, durationS, gapFrames, flacSha256 }] of clips.entries()) {
    const file = files[index] as Uint8Array;
    const pcm = decodeWithFlac(file);
    const said = complaintsOfFlac(file);
    expect(said === '', `clip ${index}: flac says ${said}`);
    expect(startS * RATE === nextSample, `clip ${index} begins at ${startS} s`);
    expect(durationS * RATE === pcm.length, `clip ${index} holds ${pcm.length} samples, not ${durationS} s`);
    expect(gapFrames === 0, `clip ${index} lacks ${gapFrames} frames`);
    expect(
      createHash('sha256').update(file).digest('hex') === flacSha256,
      `clip ${index} has another digest`,
    );
    hash.update(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
    nextSample += pcm.length;
  }
  expect(hash.digest('hex') === pcmSha256, 'the PCM is not what went in');
  return [...problems, ...growthOf(marks)];
}

/** Memory in the last third against the first: the middle of each, since a browser also collects late. */
function growthOf(marks: readonly MemoryMark[]): string[] {
  const third = Math.floor(marks.length / 3);
  if (third === 0) return ['memory was not looked at often enough'];
  return (['residentBytes', 'scriptBytes'] as const).flatMap((kind) => {
    const middle = (some: readonly MemoryMark[]) =>
      some.map((mark) => mark[kind]).sort((a, b) => a - b)[some.length >> 1] as number;
    const [early, late] = [middle(marks.slice(0, third)), middle(marks.slice(-third))];
    return late <= early + SLACK_BYTES[kind] ? [] : [`${kind} grew from ${early} to ${late}`];
  });
}
