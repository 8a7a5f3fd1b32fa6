import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { buildCaptureWorklet } from '../../../../scripts/buildCaptureWorklet.ts';
import { noise } from '../../../../test/support/signals.ts';
import { BATCH_FRAMES, createCaptureBatcher } from './captureBatcher.ts';
import type { CaptureLevel, CaptureMessage } from './captureMessages.ts';

const QUANTUM = 128;

/** A batcher whose output is kept; a transferred buffer is detached, as posting it would. */
function startBatcher() {
  const sent: CaptureMessage[] = [];
  const transferred: ArrayBuffer[] = [];
  const levels: CaptureLevel[] = [];
  let consumedCount = 0;
  const batcher = createCaptureBatcher({
    send: (message, transfer) => {
      sent.push(structuredClone(message, { transfer }));
      transferred.push(...transfer);
    },
    level: (level) => levels.push(level),
    consumed: () => {
      consumedCount += 1;
    },
  });
  const play = (channels: readonly Float32Array[], fromFrame: number) => {
    const frameCount = channels[0]?.length ?? 0;
    for (let at = 0; at < frameCount; at += QUANTUM) {
      batcher.take(
        channels.map((channel) => channel.subarray(at, at + QUANTUM)),
        fromFrame + at,
      );
    }
  };
  const framesSent = () => sent.flatMap((message) => (message.kind === 'batch' ? [...message.samples] : []));
  return { batcher, play, sent, levels, transferred, framesSent, consumed: () => consumedCount };
}

describe('capture batcher', () => {
  it('sends batches of 2048 frames with the clock at their first, and the rest at the end', () => {
    const { batcher, play, sent, framesSent } = startBatcher();
    const input = noise(5_120);
    batcher.start();
    play([input], 9_984);
    expect(batcher.stop()).toBe(5_120);
    expect(sent.map((message) => (message.kind === 'batch' ? message.firstFrame : message.kind))).toEqual([
      9_984,
      9_984 + 2_048,
      9_984 + 4_096,
      'eof',
    ]);
    expect(framesSent()).toEqual([...input]);
    expect(sent.at(-1)).toEqual({ kind: 'eof', frameCount: 5_120 });
  });

  it('mixes channels by their average', () => {
    const { batcher, play, framesSent } = startBatcher();
    batcher.start();
    play([new Float32Array(BATCH_FRAMES).fill(1), new Float32Array(BATCH_FRAMES).fill(0.5)], 0);
    expect(framesSent()).toEqual(new Array(BATCH_FRAMES).fill(0.75));
  });

  it('sends nothing before the start, but tells the level', () => {
    const { batcher, play, sent, levels } = startBatcher();
    play([new Float32Array(BATCH_FRAMES + QUANTUM).fill(-0.5)], 256);
    batcher.start();
    play([new Float32Array(BATCH_FRAMES).fill(0.25)], 256 + BATCH_FRAMES + QUANTUM);
    expect(sent).toMatchObject([{ kind: 'batch', firstFrame: 256 + BATCH_FRAMES + QUANTUM }]);
    expect(levels).toEqual([
      { min: -0.5, max: 0, rms: 0.5, firstFrame: 256, frameCount: BATCH_FRAMES },
      { min: -0.5, max: 0, rms: 0.5, firstFrame: 256 + BATCH_FRAMES, frameCount: QUANTUM },
      { min: 0, max: 0.25, rms: 0.25, firstFrame: 256 + BATCH_FRAMES + QUANTUM, frameCount: BATCH_FRAMES },
    ]);
  });

  it('says exactly where a pause begins and ends', () => {
    const { batcher, play, sent, framesSent } = startBatcher();
    const input = noise(4 * BATCH_FRAMES);
    batcher.start();
    play([input.subarray(0, 2_304)], 0);
    batcher.pause();
    batcher.pause();
    play([input.subarray(2_304, 5_120)], 2_304);
    batcher.resume();
    batcher.resume();
    play([input.subarray(5_120)], 5_120);
    expect(batcher.stop()).toBe(4 * BATCH_FRAMES - (5_120 - 2_304));
    expect(sent.filter(({ kind }) => kind === 'paused' || kind === 'resumed')).toEqual([
      { kind: 'paused', atFrame: 2_304 },
      { kind: 'resumed', atFrame: 5_120 },
    ]);
    expect(framesSent()).toEqual([...input.subarray(0, 2_304), ...input.subarray(5_120)]);
  });

  it('does not let a skipped quantum look continuous', () => {
    const { batcher, play, sent } = startBatcher();
    batcher.start();
    play([noise(1_024)], 0);
    play([noise(1_024)], 2_048);
    batcher.stop();
    expect(sent).toMatchObject([
      { firstFrame: 0 },
      { firstFrame: 2_048 },
      { kind: 'eof', frameCount: 2_048 },
    ]);
  });

  it('takes a source without channels for no frames', () => {
    const { batcher, play, sent } = startBatcher();
    batcher.start();
    play([noise(256)], 0);
    batcher.take([], 256);
    play([noise(256)], 384);
    batcher.stop();
    expect(sent).toMatchObject([{ firstFrame: 0 }, { firstFrame: 384 }, { kind: 'eof' }]);
  });

  it('uses a buffer again that came back', () => {
    const { batcher, play, transferred } = startBatcher();
    batcher.start();
    const returned = new ArrayBuffer(BATCH_FRAMES * 4);
    play([noise(BATCH_FRAMES)], 0);
    batcher.recycle({ kind: 'recycle', buffer: returned });
    batcher.recycle({ kind: 'recycle', buffer: new ArrayBuffer(12) });
    play([noise(BATCH_FRAMES * 3)], BATCH_FRAMES);
    expect(transferred[2]).toBe(returned);
  });

  it('sends all again that the consumer never answered for, and only then', () => {
    const { batcher, play, sent, consumed } = startBatcher();
    batcher.start();
    play([noise(BATCH_FRAMES + QUANTUM)], 0);
    batcher.pause();
    batcher.resend();
    expect(sent.slice(3)).toEqual(sent.slice(0, 3));
    batcher.resend();
    expect(sent).toHaveLength(6);
    expect(consumed()).toBe(0);

    const answered = startBatcher();
    answered.batcher.start();
    answered.play([noise(BATCH_FRAMES)], 0);
    answered.batcher.recycle({ kind: 'recycle', buffer: new ArrayBuffer(BATCH_FRAMES * 4) });
    answered.batcher.resend();
    expect(answered.sent).toHaveLength(1);
    expect(answered.consumed()).toBe(1);
  });
});

it('ships the worklet that its source builds', async () => {
  const shipped = await readFile(new URL('captureWorkletSource.ts', import.meta.url), 'utf8');
  expect(shipped).toBe(await buildCaptureWorklet());
});
