import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../../test/support/firstDifference.ts';
import { complaintsOfFlac, decodeWithFlac } from '../../../../test/support/nativeFlac.ts';
import { batchesOf, flac, pcmSha256Of, startRecorder } from '../../../../test/support/recordedClips.ts';
import { murmur } from '../../../../test/support/signals.ts';
import { concatenate } from '../base/concatenate.ts';
import type { ClipStart } from './clip.ts';
import { toFloat32 } from './pcm.ts';
import { recoverClip } from './recoverClip.ts';

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
    expect(firstDifference(decodeWithFlac(file), kept)).toBeUndefined();
    expect(clip).toMatchObject({
      pcmSha256: pcmSha256Of(kept),
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
