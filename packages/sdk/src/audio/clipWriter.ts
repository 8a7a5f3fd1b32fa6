import { concatenate } from '../base/concatenate.ts';
import type { AudioEncoder, AudioFrame } from './audioEncoder.ts';
import { CLIP_RATE, type Clip, type ClipBlock } from './clip.ts';
import type { PcmHash } from './pcmHash.ts';
import { patchStreamInfo } from './streamInfo.ts';

/** Samples after which the collected frames become a block: half a second. */
const BLOCK_SAMPLES = CLIP_RATE / 2;

export interface ClipWriterOptions {
  readonly index: number;
  readonly encoder: AudioEncoder;
  readonly pcmHash: PcmHash;
  readonly onBlock: (block: ClipBlock) => void;
}

/** What a writer knows of its clip; the place in the recording and its gaps are the recorder's to add. */
export type WrittenClip = Omit<Clip, 'startS' | 'gapFrames' | 'gapInputFrames'>;

/** Encodes one clip and cuts it into blocks. */
export interface ClipWriter {
  readonly sampleCount: number;
  write(pcm: Int16Array): void;
  /** Makes a block of the whole frames at hand, however few: for a page that may be about to end. */
  flushBlock(): void;
  finish(): WrittenClip;
  /** Gives up the clip and frees the encoder. */
  abort(): void;
}

export function createClipWriter({ index, encoder, pcmHash, onBlock }: ClipWriterOptions): ClipWriter {
  let sampleCount = 0;
  let frames: AudioFrame[] = [];
  let framedSamples = 0;
  let [blockCount, blockedSamples, sizeBytes] = [0, 0, encoder.header.length];

  function collect(encoded: readonly AudioFrame[]): void {
    for (const frame of encoded) {
      frames.push(frame);
      framedSamples += frame.sampleCount;
      if (framedSamples >= BLOCK_SAMPLES) flushBlock();
    }
  }

  function flushBlock(): void {
    if (frames.length === 0) return;
    const sizes = frames.map((frame) => frame.bytes.length);
    const block: ClipBlock = {
      clipIndex: index,
      blockIndex: blockCount,
      firstSample: blockedSamples,
      sampleCount: framedSamples,
      bytes: concatenate(frames.map((frame) => frame.bytes)),
      minFrameBytes: Math.min(...sizes),
      maxFrameBytes: Math.max(...sizes),
    };
    blockCount += 1;
    blockedSamples += framedSamples;
    sizeBytes += block.bytes.length;
    frames = [];
    framedSamples = 0;
    onBlock(block);
  }

  return {
    get sampleCount() {
      return sampleCount;
    },
    write: (pcm) => {
      sampleCount += pcm.length;
      pcmHash.update(pcm);
      collect(encoder.encode(pcm));
    },
    flushBlock,
    finish: () => {
      const { frames: last, streamInfo } = encoder.finish();
      collect(last);
      flushBlock();
      const header = patchStreamInfo(encoder.header, streamInfo);
      const durationS = sampleCount / CLIP_RATE;
      return { index, durationS, sampleCount, pcmSha256: pcmHash.take(), header, blockCount, sizeBytes };
    },
    abort: () => encoder.close(),
  };
}
