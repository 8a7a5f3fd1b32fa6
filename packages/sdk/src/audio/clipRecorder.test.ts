import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { complaintsOfFlac, decodeWithFlac } from '../../../../test/support/nativeFlac.ts';
import { murmur, noise, tone } from '../../../../test/support/signals.ts';
import type { Clip, ClipBlock, ClipStart } from './clip.ts';
import { type CaptureBatch, type ClipRecorderOptions, createClipRecorder } from './clipRecorder.ts';
import { concatenate } from './concatenate.ts';
import { createFlacEncoder } from './flacEncoder.ts';
import { loadFlac } from './flacModule.ts';
import type { Gap } from './gapLedger.ts';
import { toFloat32, toInt16 } from './pcm.ts';
import { openPcmHash } from './pcmHash.ts';
import { recoverClip } from './recoverClip.ts';
import { createResampler } from './resampler.ts';

const wasm = await readFile(new URL(import.meta.resolve('libflacjs/dist/libflac.min.wasm.wasm')));
const flac = await loadFlac({ wasm: new Uint8Array(wasm) });

/** A recorder that keeps what it says. */
async function startRecorder(options: Pick<ClipRecorderOptions, 'inputRate' | 'clipMaxS'>) {
  const starts: ClipStart[] = [];
  const blocks: ClipBlock[] = [];
  const said: Clip[] = [];
  const gaps: Gap[] = [];
  const recorder = createClipRecorder({
    ...options,
    createEncoder: () => createFlacEncoder(flac),
    pcmHash: await openPcmHash(),
    onClipStart: (start) => starts.push(start),
    onBlock: (block) => blocks.push(block),
    onClip: (clip) => said.push(clip),
    onGap: (gap) => gaps.push(gap),
  });
  const blocksOf = (clip: number) => blocks.filter((block) => block.clipIndex === clip);
  const fileOf = (clip: Clip) =>
    concatenate([clip.header, ...blocksOf(clip.index).map((block) => block.bytes)]);
  return { recorder, starts, blocks, said, gaps, blocksOf, fileOf };
}

function batchesOf(samples: Float32Array, firstFrame = 5_000, size = 2_048): CaptureBatch[] {
  const batches: CaptureBatch[] = [];
  for (let at = 0; at < samples.length; at += size) {
    batches.push({ samples: samples.subarray(at, at + size), firstFrame: firstFrame + at });
  }
  return batches;
}

function resampled(input: Float32Array, inputRate: number): Int16Array {
  const resampler = createResampler({ inputRate });
  return Int16Array.from([...toInt16(resampler.push(input)), ...toInt16(resampler.flush())]);
}

const sha256 = (pcm: Int16Array) =>
  createHash('sha256')
    .update(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength))
    .digest('hex');

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
      expect(clip.pcmSha256).toBe(sha256(pcm));
      expect(complaintsOfFlac(fileOf(clip))).toBe('');
      expect(decodeWithFlac(fileOf(clip))).toEqual(pcm);
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
    expect([...hashes]).toEqual([sha256(resampled(input, 44_100))]);
  });

  it('[R13] keeps 16-bit input at 16 kHz as it is', async () => {
    const pcm = murmur(20_000);
    const { recorder, fileOf } = await startRecorder({ inputRate: 16_000 });
    for (const batch of batchesOf(toFloat32(pcm))) recorder.push(batch);
    const [clip] = recorder.finish().clips as [Clip];
    expect(decodeWithFlac(fileOf(clip))).toEqual(pcm);
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
    expect(decodeWithFlac(fileOf(clip))).toEqual(resampled(silenced, 48_000));
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
    expect(decodeWithFlac(fileOf(clips[0] as Clip))).toEqual(resampled(input, 48_000));
  });

  it('rolls over into the next clip at exactly the sample', async () => {
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
      expect(decodeWithFlac(fileOf(clip))).toEqual(part);
      expect(clip.pcmSha256).toBe(sha256(part));
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
    expect(decodeWithFlac(fileOf(clips[0] as Clip))).toEqual(resampled(spliced, 48_000));
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
    expect(decodeWithFlac(fileOf(clips[0] as Clip))).toEqual(resampled(input, 48_000));
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

describe('recovery of a clip', () => {
  async function interrupted() {
    const { recorder, starts, blocks } = await startRecorder({ inputRate: 16_000 });
    const pcm = murmur(60_000);
    for (const batch of batchesOf(toFloat32(pcm))) recorder.push(batch);
    recorder.abort();
    return { header: (starts[0] as ClipStart).header, blocks, pcm };
  }

  it('[R13] makes a sound file of what a crash left, short by less than 1.2 s', async () => {
    const { header, blocks, pcm } = await interrupted();
    const clip = await recoverClip(flac, header, [...blocks].reverse());
    const file = concatenate([clip?.header ?? header, ...blocks.map((block) => block.bytes)]);
    const kept = pcm.subarray(0, clip?.sampleCount);
    expect(pcm.length - kept.length).toBeLessThan(1.2 * 16_000);
    expect(complaintsOfFlac(file)).toBe('');
    expect(decodeWithFlac(file)).toEqual(kept);
    expect(clip).toMatchObject({
      pcmSha256: sha256(kept),
      blockCount: blocks.length,
      sizeBytes: file.length,
    });
  });

  it('ends before the first block that is missing or damaged', async () => {
    const { header, blocks } = await interrupted();
    const holed = await recoverClip(
      flac,
      header,
      blocks.filter((block) => block.blockIndex !== 3),
    );
    expect(holed).toMatchObject({ blockCount: 3, sampleCount: 3 * 8_064 });
    const damaged = blocks.map((block) =>
      block.blockIndex === 4 ? { ...block, bytes: block.bytes.slice(0, -40) } : block,
    );
    expect(await recoverClip(flac, header, damaged)).toMatchObject({ blockCount: 4, sampleCount: 4 * 8_064 });
  });

  it('does not take a block for sound that holds other than it says', async () => {
    const { header, blocks } = await interrupted();
    const wrong = blocks.map((block) => (block.blockIndex === 2 ? { ...block, sampleCount: 8_063 } : block));
    expect(await recoverClip(flac, header, wrong)).toMatchObject({ blockCount: 2, sampleCount: 2 * 8_064 });
  });

  it('says so where nothing sound is left', async () => {
    const { header, blocks } = await interrupted();
    expect(await recoverClip(flac, header, [])).toBeUndefined();
    expect(await recoverClip(flac, header, blocks.slice(1))).toBeUndefined();
    expect(await recoverClip(flac, new Uint8Array(86), blocks)).toBeUndefined();
  });
});
