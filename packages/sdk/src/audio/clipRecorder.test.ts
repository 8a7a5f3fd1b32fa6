import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../../test/support/firstDifference.ts';
import { complaintsOfFlac, decodeWithFlac } from '../../../../test/support/nativeFlac.ts';
import { batchesOf, pcmSha256Of, startRecorder } from '../../../../test/support/recordedClips.ts';
import { murmur, noise, tone } from '../../../../test/support/signals.ts';
import type { Clip } from './clip.ts';
import type { CaptureBatch } from './clipRecorder.ts';
import { toFloat32, toInt16 } from './pcm.ts';
import { createResampler } from './resampler.ts';

function resampled(input: Float32Array, inputRate: number): Int16Array {
  const resampler = createResampler({ inputRate });
  return Int16Array.from([...toInt16(resampler.push(input)), ...toInt16(resampler.flush())]);
}

describe('clip recorder', () => {
  it.each([44_100, 48_000])(
    '[R13] makes a FLAC that is bit-exact to the 16 kHz PCM (%i Hz)',
    async (inputRate) => {
      const input = noise(3 * inputRate).map((value) => value / 4);
      const { recorder, fileOf, said } = await startRecorder({ inputRate });
      for (const batch of batchesOf(input)) recorder.push(batch);
      const { clips, ...totals } = recorder.finish();
      const [clip] = clips as [Clip];
      const pcm = resampled(input, inputRate);
      expect(totals).toEqual({ sampleCount: 48_000, gapFrames: 0, gapInputFrames: 0 });
      expect(clip).toMatchObject({ index: 0, startS: 0, durationS: 3, sampleCount: 48_000, gapFrames: 0 });
      expect(clip.pcmSha256).toBe(pcmSha256Of(pcm));
      expect(complaintsOfFlac(fileOf(clip))).toBe('');
      expect(firstDifference(decodeWithFlac(fileOf(clip)), pcm)).toBeUndefined();
      expect(clip.sizeBytes).toBe(fileOf(clip).length);
      expect(said).toEqual(clips);
    },
  );

  it('gives the same clip however the input is cut', async () => {
    const input = noise(60_000);
    const hashes = new Set<string | undefined>();
    for (const size of [128, 2_048, input.length]) {
      const { recorder } = await startRecorder({ inputRate: 44_100 });
      for (const batch of batchesOf(input, 0, size)) recorder.push(batch);
      hashes.add(recorder.finish().clips[0]?.pcmSha256);
    }
    expect([...hashes]).toEqual([pcmSha256Of(resampled(input, 44_100))]);
  });

  it('[R13] keeps 16-bit input at 16 kHz as it is', async () => {
    const pcm = murmur(20_000);
    const { recorder, fileOf } = await startRecorder({ inputRate: 16_000 });
    for (const batch of batchesOf(toFloat32(pcm))) recorder.push(batch);
    const [clip] = recorder.finish().clips as [Clip];
    expect(firstDifference(decodeWithFlac(fileOf(clip)), pcm)).toBeUndefined();
  });

  it('gives a block of whole frames about every half second', async () => {
    const { recorder, blocks, fileOf } = await startRecorder({ inputRate: 48_000 });
    let pushedS = 0;
    for (const batch of batchesOf(noise(5 * 48_000))) {
      recorder.push(batch);
      pushedS += batch.samples.length / 48_000;
      const blockedS = blocks.reduce((count, block) => count + block.sampleCount, 0) / 16_000;
      expect(pushedS - blockedS).toBeLessThan(0.7);
    }
    const [clip] = recorder.finish().clips as [Clip];
    expect(blocks.map((block) => block.blockIndex)).toEqual(blocks.map((_, index) => index));
    for (const [index, block] of blocks.entries()) {
      expect(block.firstSample).toBe(8_064 * index);
      expect(block.bytes[0]).toBe(0xff);
    }
    expect(clip.blockCount).toBe(blocks.length);
    expect(complaintsOfFlac(fileOf(clip))).toBe('');
  });

  it('gives out every whole frame when asked, for a page that may end', async () => {
    const { recorder, blocks } = await startRecorder({ inputRate: 16_000 });
    recorder.push({ samples: noise(5_000), firstFrame: 0 });
    recorder.flushBlock();
    recorder.flushBlock();
    expect(blocks.map((block) => block.sampleCount)).toEqual([4 * 1152]);
    const { clips } = recorder.finish();
    expect(blocks.map((block) => block.sampleCount)).toEqual([4608, 392]);
    expect(clips[0]?.sampleCount).toBe(5_000);
  });

  it('[R13] puts silence where input was lost, and counts it', async () => {
    const input = noise(48_000);
    const batches = batchesOf(input).filter((_, index) => index < 5 || index > 7);
    const { recorder, gaps, fileOf } = await startRecorder({ inputRate: 48_000 });
    for (const batch of batches) recorder.push(batch);
    const { clips, ...totals } = recorder.finish();
    const [clip] = clips as [Clip];
    const silenced = input.slice().fill(0, 5 * 2_048, 8 * 2_048);
    expect(gaps).toEqual([{ fromInputFrame: 10_240, toInputFrame: 16_384 }]);
    expect(totals).toEqual({ sampleCount: 16_000, gapFrames: 2_048, gapInputFrames: 6_144 });
    expect(clip).toMatchObject({ gapFrames: 2_048, gapInputFrames: 6_144 });
    expect(firstDifference(decodeWithFlac(fileOf(clip)), resampled(silenced, 48_000))).toBeUndefined();
  });

  it('[R13] puts a second gap in its place after the first', async () => {
    const { recorder, gaps } = await startRecorder({ inputRate: 48_000 });
    for (const firstFrame of [0, 3_000, 7_000]) recorder.push({ samples: noise(1_000), firstFrame });
    recorder.finish();
    expect(gaps).toEqual([
      { fromInputFrame: 1_000, toInputFrame: 3_000 },
      { fromInputFrame: 4_000, toInputFrame: 7_000 },
    ]);
  });

  it('takes frames once that come twice', async () => {
    const input = noise(20_000);
    const [first, second, ...rest] = batchesOf(input) as [CaptureBatch, CaptureBatch, ...CaptureBatch[]];
    const straddling = { samples: input.subarray(1_000, 6_144), firstFrame: first.firstFrame + 1_000 };
    const { recorder, fileOf } = await startRecorder({ inputRate: 48_000 });
    for (const batch of [first, second, first, straddling, ...rest]) recorder.push(batch);
    const { clips, gapFrames } = recorder.finish();
    expect(gapFrames).toBe(0);
    expect(
      firstDifference(decodeWithFlac(fileOf(clips[0] as Clip)), resampled(input, 48_000)),
    ).toBeUndefined();
  });

  it('[AU3] rolls over into the next clip at exactly the sample', async () => {
    const input = noise(48_000 * 5 + 1_234);
    const { recorder, starts, said, fileOf } = await startRecorder({ inputRate: 48_000, clipMaxS: 2 });
    const seen: number[] = [];
    for (const batch of batchesOf(input)) {
      recorder.push(batch);
      seen.push(said.length);
    }
    const { clips } = recorder.finish();
    const pcm = resampled(input, 48_000);
    expect(seen.at(-1)).toBe(2);
    expect(clips.map((clip) => clip.sampleCount)).toEqual([32_000, 32_000, 16_412]);
    expect(clips.map((clip) => clip.startS)).toEqual([0, 2, 4]);
    expect(starts.map((start) => start.startSample)).toEqual([0, 32_000, 64_000]);
    for (const clip of clips) {
      const part = pcm.subarray(clip.startS * 16_000, clip.startS * 16_000 + clip.sampleCount);
      expect(complaintsOfFlac(fileOf(clip))).toBe('');
      expect(firstDifference(decodeWithFlac(fileOf(clip)), part)).toBeUndefined();
      expect(clip.pcmSha256).toBe(pcmSha256Of(part));
    }
  });

  it('makes no empty clip where a recording ends at a roll-over', async () => {
    const { recorder, starts } = await startRecorder({ inputRate: 16_000, clipMaxS: 1 });
    recorder.push({ samples: noise(32_000), firstFrame: 0 });
    expect(recorder.finish().clips.map((clip) => clip.sampleCount)).toEqual([16_000, 16_000]);
    expect(starts).toHaveLength(2);
  });

  it('shares a gap among the clips that it reaches into', async () => {
    const { recorder } = await startRecorder({ inputRate: 48_000, clipMaxS: 1 });
    recorder.push({ samples: tone(440, 48_000, 0.5), firstFrame: 0 });
    recorder.push({ samples: tone(440, 48_000, 0.5), firstFrame: 24_000 + 96_000 });
    const { clips, gapFrames } = recorder.finish();
    expect(clips.map((clip) => clip.gapFrames)).toEqual([8_000, 16_000, 8_000]);
    expect(clips.map((clip) => clip.gapInputFrames)).toEqual([24_000, 48_000, 24_000]);
    expect(gapFrames).toBe(32_000);
  });

  it('counts no gap over a pause, but one between the end of the pause and the first batch', async () => {
    const input = noise(30_000);
    const { recorder, gaps, fileOf } = await startRecorder({ inputRate: 48_000 });
    recorder.push({ samples: input.subarray(0, 10_000), firstFrame: 100 });
    recorder.pause(10_100);
    recorder.push({ samples: input.subarray(10_000, 12_000), firstFrame: 10_100 });
    recorder.resume(500_000);
    recorder.push({ samples: input.subarray(20_000), firstFrame: 500_300 });
    const { clips, gapInputFrames } = recorder.finish();
    const spliced = Float32Array.from([
      ...input.subarray(0, 10_000),
      ...new Float32Array(300),
      ...input.subarray(20_000),
    ]);
    expect(gaps).toEqual([{ fromInputFrame: 10_000, toInputFrame: 10_300 }]);
    expect(gapInputFrames).toBe(300);
    expect(
      firstDifference(decodeWithFlac(fileOf(clips[0] as Clip)), resampled(spliced, 48_000)),
    ).toBeUndefined();
  });

  it('[R13] counts what was lost just before a pause', async () => {
    const { recorder } = await startRecorder({ inputRate: 48_000 });
    recorder.push({ samples: noise(3_000), firstFrame: 0 });
    recorder.pause(6_000);
    recorder.resume(90_000);
    recorder.push({ samples: noise(3_000), firstFrame: 90_000 });
    expect(recorder.finish()).toMatchObject({ sampleCount: 3_000, gapFrames: 1_000, gapInputFrames: 3_000 });
  });

  it('takes every message twice, in either order, as if it had come once', async () => {
    const { recorder, fileOf } = await startRecorder({ inputRate: 48_000 });
    const input = noise(9_000);
    const batches = batchesOf(input.subarray(0, 6_000), 0, 3_000) as [CaptureBatch, CaptureBatch];
    const after = { samples: input.subarray(6_000), firstFrame: 50_000 };
    for (const batch of [...batches, ...batches]) recorder.push(batch);
    recorder.pause(6_000);
    recorder.push(batches[1]);
    recorder.resume(50_000);
    recorder.push(after);
    recorder.pause(6_000);
    recorder.resume(50_000);
    recorder.push(after);
    const { clips, gapFrames } = recorder.finish();
    expect(gapFrames).toBe(0);
    expect(
      firstDifference(decodeWithFlac(fileOf(clips[0] as Clip)), resampled(input, 48_000)),
    ).toBeUndefined();
  });

  it('takes any first frame after a pause whose end is not known', async () => {
    const { recorder } = await startRecorder({ inputRate: 48_000 });
    recorder.push({ samples: noise(3_000), firstFrame: 0 });
    recorder.pause(3_000);
    recorder.resume();
    recorder.push({ samples: noise(3_000), firstFrame: 77 });
    expect(recorder.finish()).toMatchObject({ sampleCount: 2_000, gapFrames: 0 });
  });

  it('has no clips where nothing was recorded', async () => {
    const { recorder, blocks } = await startRecorder({ inputRate: 48_000 });
    expect(recorder.finish()).toEqual({ clips: [], sampleCount: 0, gapFrames: 0, gapInputFrames: 0 });
    expect(blocks).toEqual([]);
  });
});
