import type { CreateAudioEncoder } from './audioEncoder.ts';
import { CLIP_RATE, type Clip, type ClipBlock, type ClipStart } from './clip.ts';
import { type ClipWriter, createClipWriter } from './clipWriter.ts';
import { createGapLedger, type Gap } from './gapLedger.ts';
import { toInt16 } from './pcm.ts';
import type { PcmHash } from './pcmHash.ts';
import { createResampler } from './resampler.ts';

/** A clip of 15 minutes stays, even where FLAC saves nothing, well within a shard of 20 MiB that holds rows beside it. */
const CLIP_MAX_S = 900;
/** Input frames that go through at a time, so that neither a long input nor a long gap takes memory. */
const TURN_FRAMES = 8192;

export interface ClipRecorderOptions {
  /** Rate of the batches in Hz. */
  readonly inputRate: number;
  readonly createEncoder: CreateAudioEncoder;
  readonly pcmHash: PcmHash;
  /** Longest clip in seconds; the recording goes on in the next one at exactly that sample. */
  readonly clipMaxS?: number;
  /** For the first, before there is a recorder: who keeps the recording knows how to complete it from the first block on. */
  readonly onClipStart?: (start: ClipStart) => void;
  readonly onBlock: (block: ClipBlock) => void;
  /** A clip is whole; all its blocks went before it. */
  readonly onClip?: (clip: Clip) => void;
  /** Input was lost; silence stands for it. */
  readonly onGap?: (gap: Gap) => void;
}

/** Mono frames as the microphone's clock counts them. */
export interface CaptureBatch {
  readonly samples: Float32Array;
  /** The clock's count at the first of them. */
  readonly firstFrame: number;
}

export interface FinishedRecording {
  readonly clips: readonly Clip[];
  readonly sampleCount: number;
  readonly gapFrames: number;
  readonly gapInputFrames: number;
}

/**
 * The recording pipeline: continuity of the input → 16 kHz → 16-bit → hash and FLAC → blocks and clips.
 *
 * It holds no clock, thread or storage: everything it says, it says through the callbacks, before the call that caused it returns.
 */
export interface ClipRecorder {
  /** Takes the next batch. Frames missing before it become silence and count as a gap; frames that came already are dropped. */
  push(batch: CaptureBatch): void;
  /** From this count of the clock on no frames are wanted. */
  pause(atFrame: number): void;
  /** Frames are wanted again from this count on; without it, from whatever the next batch begins with (a new clock). */
  resume(atFrame?: number): void;
  /** Makes a block of the whole frames at hand: at most 72 ms, those in the encoder, are then not in any block. */
  flushBlock(): void;
  /** Ends the recording. A recording of no frames has no clips, though its first was begun. */
  finish(): FinishedRecording;
  /** Gives up and frees the encoder; the blocks that were given remain sound. */
  abort(): void;
}

export function createClipRecorder(options: ClipRecorderOptions): ClipRecorder {
  const { inputRate, clipMaxS = CLIP_MAX_S } = options;
  const resampler = createResampler({ inputRate, outputRate: CLIP_RATE });
  const ledger = createGapLedger(inputRate, CLIP_RATE);
  const clipMaxSamples = Math.round(clipMaxS * CLIP_RATE);
  const clips: Clip[] = [];
  /** The clock's count that the next batch should begin with; undefined where any will do. */
  let nextFrame: number | undefined;
  let isPaused = false;
  let inputFrames = 0;
  let sampleCount = 0;
  let writer: ClipWriter | undefined = startClip();

  function push(batch: CaptureBatch): void {
    if (isPaused) return;
    const missing = batch.firstFrame - (nextFrame ?? batch.firstFrame);
    fillGap(missing);
    const fresh = missing < 0 ? batch.samples.subarray(-missing) : batch.samples;
    inputFrames += fresh.length;
    nextFrame = Math.max(nextFrame ?? 0, batch.firstFrame + batch.samples.length);
    for (let at = 0; at < fresh.length; at += TURN_FRAMES) feed(fresh.subarray(at, at + TURN_FRAMES));
  }

  function fillGap(frameCount: number): void {
    if (frameCount <= 0) return;
    const gap = { fromInputFrame: inputFrames, toInputFrame: inputFrames + frameCount };
    ledger.add(gap);
    options.onGap?.(gap);
    for (let left = frameCount; left > 0; left -= TURN_FRAMES) {
      feed(new Float32Array(Math.min(left, TURN_FRAMES)));
    }
    inputFrames += frameCount;
  }

  function feed(samples: Float32Array): void {
    write(toInt16(resampler.push(samples)));
  }

  function write(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; ) {
      writer ??= startClip();
      const part = pcm.subarray(at, at + clipMaxSamples - writer.sampleCount);
      writer.write(part);
      at += part.length;
      sampleCount += part.length;
      if (writer.sampleCount === clipMaxSamples) finishClip(writer);
    }
  }

  function startClip(): ClipWriter {
    const encoder = options.createEncoder();
    const { pcmHash, onBlock } = options;
    const index = clips.length;
    options.onClipStart?.({ clipIndex: index, startSample: sampleCount, header: encoder.header });
    return createClipWriter({ index, encoder, pcmHash, onBlock });
  }

  function finishClip(finished: ClipWriter): void {
    writer = undefined;
    const written = finished.finish();
    const startSample = sampleCount - written.sampleCount;
    const gaps = ledger.countBetween(startSample, sampleCount);
    const clip: Clip = { ...written, startS: startSample / CLIP_RATE, ...gaps };
    clips.push(clip);
    options.onClip?.(clip);
  }

  function pause(atFrame: number): void {
    if (isPaused || atFrame < (nextFrame ?? 0)) return;
    fillGap(atFrame - (nextFrame ?? atFrame));
    isPaused = true;
    nextFrame = atFrame;
  }

  function resume(atFrame?: number): void {
    isPaused = false;
    nextFrame = atFrame === undefined ? undefined : Math.max(atFrame, nextFrame ?? 0);
  }

  function finish(): FinishedRecording {
    write(toInt16(resampler.flush()));
    if (sampleCount === 0) writer?.abort();
    else if (writer) finishClip(writer);
    return { clips, sampleCount, ...ledger.countBetween(0, sampleCount) };
  }

  return {
    push,
    pause,
    resume,
    flushBlock: () => writer?.flushBlock(),
    finish,
    abort: () => writer?.abort(),
  };
}
