import { md5, sha256 } from 'hash-wasm';
import { concatenate } from '../base/concatenate.ts';
import { CLIP_RATE, type Clip } from './clip.ts';
import { decodeFlac } from './flacDecoder.ts';
import type { FlacModule } from './flacModule.ts';
import { littleEndianBytes } from './pcm.ts';
import { patchStreamInfo } from './streamInfo.ts';

/** What was kept of a block. */
export interface KeptBlock {
  readonly blockIndex: number;
  readonly sampleCount: number;
  readonly bytes: Uint8Array;
  readonly minFrameBytes: number;
  readonly maxFrameBytes: number;
}

/** What can be said of a clip whose recording never ended: all but its place in the recording and its gaps. */
export type RecoveredClip = Omit<Clip, 'index' | 'startS' | 'gapFrames' | 'gapInputFrames'>;

/**
 * Makes a whole clip of what a crash left: the header that the clip began with, and blocks, of which those up to the first hole are
 * used. They are decoded to be sure of them; a damaged block ends the clip before it. Undefined where no sound block is left.
 */
export async function recoverClip(
  flac: FlacModule,
  header: Uint8Array,
  kept: readonly KeptBlock[],
): Promise<RecoveredClip | undefined> {
  const sound = soundPrefix(flac, header, contiguous(kept));
  if (sound === undefined) return undefined;
  const { blocks, pcm } = sound;
  const pcmBytes = littleEndianBytes(pcm);
  const patched = patchStreamInfo(header, {
    minFrameBytes: Math.min(...blocks.map((block) => block.minFrameBytes)),
    maxFrameBytes: Math.max(...blocks.map((block) => block.maxFrameBytes)),
    sampleCount: pcm.length,
    md5: await md5(pcmBytes),
  });
  return {
    durationS: pcm.length / CLIP_RATE,
    sampleCount: pcm.length,
    pcmSha256: await sha256(pcmBytes),
    header: patched,
    blockCount: blocks.length,
    sizeBytes: blocks.reduce((size, block) => size + block.bytes.length, patched.length),
  };
}

/** Blocks 0, 1, 2… up to the first that is missing. */
function contiguous(kept: readonly KeptBlock[]): KeptBlock[] {
  const ordered = [...kept].sort((a, b) => a.blockIndex - b.blockIndex);
  const hole = ordered.findIndex((block, index) => block.blockIndex !== index);
  return hole === -1 ? ordered : ordered.slice(0, hole);
}

function soundPrefix(flac: FlacModule, header: Uint8Array, blocks: readonly KeptBlock[]) {
  const whole = tryDecode(flac, header, blocks);
  if (whole) return { blocks, pcm: whole };
  // Rare: find the last sound block by halving, since every prefix of a sound prefix is sound.
  let [good, bad] = [0, blocks.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (tryDecode(flac, header, blocks.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const prefix = blocks.slice(0, good);
  const pcm = tryDecode(flac, header, prefix);
  return pcm && { blocks: prefix, pcm };
}

/** The PCM of the blocks; undefined where there is none, it is damaged or it is not as long as the blocks say. */
function tryDecode(
  flac: FlacModule,
  header: Uint8Array,
  blocks: readonly KeptBlock[],
): Int16Array | undefined {
  if (blocks.length === 0) return undefined;
  const expected = blocks.reduce((count, block) => count + block.sampleCount, 0);
  try {
    const { pcm } = decodeFlac(flac, concatenate([header, ...blocks.map((block) => block.bytes)]));
    return pcm.length === expected ? pcm : undefined;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
