import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  blockThread,
  cleanUp,
  onCleanUp,
  playTone,
  startConsumer,
  unsteadiness,
  wait,
} from '../../../../test/support/captureScene.ts';
import { type Capture, type CaptureInterruption, openCapture } from './capture.ts';
import type { CaptureLevel } from './captureMessages.ts';

afterEach(cleanUp);

async function open(options: Parameters<typeof openCapture>[0]): Promise<Capture> {
  const capture = await openCapture(options);
  onCleanUp(() => capture.stop());
  return capture;
}

const newContext = () => new AudioContext();

/** An audio graph whose thread stands still again and again, as on a machine that is busy. */
async function openStallingContext(): Promise<AudioContext> {
  const source = `registerProcessor('stall', class extends AudioWorkletProcessor {
    process() {
      const isDue = currentTime > (this.next ?? 0.3);
      if (isDue) this.next = currentTime + 0.3;
      for (const until = Date.now() + 250; isDue && Date.now() < until; );
      return true;
    }
  })`;
  const context = new AudioContext();
  onCleanUp(() => context.close());
  await context.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(source)}`);
  new AudioWorkletNode(context, 'stall').connect(context.destination);
  return context;
}

describe('capture of a track', () => {
  it('[R13] loses nothing where an audio graph stalls', async () => {
    const capture = await open({ stream: playTone().stream, context: await openStallingContext() });
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    await wait(1_500);
    await capture.stop();
    const { pcm, gapInputFrames } = await consumer.result;
    expect(pcm.length).toBeGreaterThan(16_000);
    expect(gapInputFrames).toBe(0);
    expect(unsteadiness(pcm, 500)).toBeLessThan(30);
  });

  it('[R13] loses nothing while page and consumer are blocked for 1.5 s', async () => {
    const capture = await open({ stream: playTone().stream, context: newContext });
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    await wait(300);
    consumer.block(1_500);
    blockThread(1_500);
    const { isCut, frameCount } = await capture.stop();
    const result = await consumer.result;
    expect(result).toMatchObject({ clipCount: 1, gapInputFrames: 0, frameCount });
    expect(isCut).toBe(false);
    expect(frameCount).toBeGreaterThan(1.5 * capture.sampleRate);
    expect(result.pcm.length).toBe(Math.ceil((result.frameCount * 16_000) / capture.sampleRate));
    expect(unsteadiness(result.pcm, 500)).toBeLessThan(30);
  });

  it('leaves out a pause without a gap', async () => {
    const capture = await open({ stream: playTone().stream, context: newContext });
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    await wait(300);
    capture.pause();
    await wait(700);
    await capture.resume();
    await wait(300);
    await capture.stop();
    const { firstFrames, frameCount, gapInputFrames } = await consumer.result;
    const spanFrames = (firstFrames.at(-1) as number) - (firstFrames[0] as number);
    expect(gapInputFrames).toBe(0);
    expect(spanFrames - frameCount).toBeGreaterThan(0.4 * capture.sampleRate);
  });

  it('[R13] what the device did not deliver is a gap of its length', async () => {
    const { stream } = playTone();
    const [track] = stream.getAudioTracks() as [MediaStreamTrack];
    const stats = { totalFrames: 900, deliveredFrames: 700 };
    Object.defineProperty(track, 'stats', { get: () => stats });
    const capture = await open({ stream, context: newContext });
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    stats.totalFrames += 4_410;
    await wait(1_200);
    const { frameCount } = await capture.stop();
    const result = await consumer.result;
    expect(result.gapInputFrames).toBe(4_410);
    expect(result.pcm.length).toBe(
      Math.ceil((((frameCount as number) + 4_410) * 16_000) / capture.sampleRate),
    );
  });

  it('tells the level of what it hears, before the start and after it', async () => {
    const levels: CaptureLevel[] = [];
    const onLevel = (level: CaptureLevel) => void levels.push(level);
    const capture = await open({ stream: playTone().stream, context: newContext, onLevel });
    await expect.poll(() => levels.at(-1)?.rms).toBeCloseTo(0.5 / Math.SQRT2, 1);
    await capture.start(startConsumer(capture.sampleRate).deliver);
    await wait(300);
    levels.length = 0;
    await expect.poll(() => levels.at(-1)?.max).toBeCloseTo(0.5, 1);
    await capture.stop();
  });

  it('hears the microphone without an audio graph, and leaves it open', async () => {
    const made = vi.fn(newContext);
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    onCleanUp(() => stream.getTracks().map((track) => track.stop()));
    const levels: CaptureLevel[] = [];
    const capture = await open({ stream, context: made, onLevel: (level) => levels.push(level) });
    await expect.poll(() => levels.some((level) => level.max > 0.01), { timeout: 5_000 }).toBe(true);
    expect(capture.getSettings().deviceId).toBeTypeOf('string');
    await capture.stop();
    expect(made).not.toHaveBeenCalled();
    expect(stream.getTracks().map(({ readyState }) => readyState)).toEqual(['live']);
  });

  it('reports a lost device and a muted one, until it is stopped', async () => {
    const { stream } = playTone();
    const reports: CaptureInterruption[] = [];
    const onInterruption = (report: CaptureInterruption) => void reports.push(report);
    const capture = await open({ stream, context: newContext, onInterruption });
    const [track] = stream.getAudioTracks() as [MediaStreamTrack];
    for (const event of ['mute', 'unmute', 'ended']) track.dispatchEvent(new Event(event));
    await capture.stop();
    track.dispatchEvent(new Event('mute'));
    expect(reports).toEqual([{ kind: 'muted' }, { kind: 'unmuted' }, { kind: 'ended' }]);
  });

  it('ends where the device went away', async () => {
    const { stream } = playTone();
    const capture = await open({ stream, context: newContext });
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    await wait(1_500);
    for (const track of stream.getTracks()) track.stop();
    const { frameCount } = await capture.stop();
    expect(frameCount).toBeGreaterThan(0.1 * capture.sampleRate);
    expect((await consumer.result).frameCount).toBe(frameCount);
  });

  it('goes through an audio graph where the browser knows no other way', async () => {
    vi.stubGlobal('MediaStreamTrackProcessor', undefined);
    onCleanUp(() => vi.unstubAllGlobals());
    const made = vi.fn(newContext);
    const capture = await open({ stream: playTone().stream, context: made });
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    await wait(200);
    await capture.stop();
    expect((await consumer.result).frameCount).toBeGreaterThan(0);
    expect(made).toHaveBeenCalledOnce();
  });

  it('refuses a stream without audio', async () => {
    await expect(openCapture({ stream: new MediaStream(), context: newContext })).rejects.toThrow(
      /no audio track/,
    );
  });
});
