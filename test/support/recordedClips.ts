/** A recorder in Node whose blocks and clips are kept, for tests of the recording pipeline. */
import { createHash } from 'node:crypto';
import type { Clip, ClipBlock, ClipStart } from '../../packages/sdk/src/audio/clip.ts';
import {
  type CaptureBatch,
  type ClipRecorderOptions,
  createClipRecorder,
} from '../../packages/sdk/src/audio/clipRecorder.ts';
import { createFlacEncoder } from '../../packages/sdk/src/audio/flacEncoder.ts';
import { loadFlac } from '../../packages/sdk/src/audio/flacModule.ts';
import type { Gap } from '../../packages/sdk/src/audio/gapLedger.ts';
import { openPcmHash } from '../../packages/sdk/src/audio/pcmHash.ts';
import { concatenate } from '../../packages/sdk/src/base/concatenate.ts';
import { flacWasmBytes } from './flacWasm.ts';

export const flac = await loadFlac({ wasm: await flacWasmBytes() });

/** A recorder that keeps what it says. */
export async function startRecorder(options: Pick<ClipRecorderOptions, 'inputRate' | 'clipMaxS'>) {
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

/** Samples as the worklet sends them. */
export function batchesOf(samples: Float32Array, firstFrame = 5_000, size = 2_048): CaptureBatch[] {
  const batches: CaptureBatch[] = [];
  for (let at = 0; at < samples.length; at += size) {
    batches.push({ samples: samples.subarray(at, at + size), firstFrame: firstFrame + at });
  }
  return batches;
}

/** SHA-256 in hex of the little-endian PCM. */
export const pcmSha256Of = (pcm: Int16Array) =>
  createHash('sha256')
    .update(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength))
    .digest('hex');
