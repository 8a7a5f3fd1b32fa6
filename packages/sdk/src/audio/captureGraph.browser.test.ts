import { afterEach, describe, expect, it } from 'vitest';
import {
  blockThread,
  cleanUp,
  onCleanUp,
  playTone,
  startConsumer,
  unsteadiness,
  wait,
} from '../../../../test/support/captureScene.ts';
import type { Capture, CaptureInterruption } from './capture.ts';
import { openGraphCapture } from './captureGraph.ts';
import type { CaptureLevel } from './captureMessages.ts';

afterEach(cleanUp);

async function open(options: Parameters<typeof openGraphCapture>[0]): Promise<Capture> {
  const capture = await openGraphCapture(options);
  onCleanUp(() => capture.stop());
  return capture;
}

describe('capture through an audio graph', () => {
  it('[R13] loses nothing while the page is blocked for 1.5 s', async () => {
    const capture = await open(playTone());
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    await wait(300);
    blockThread(1_500);
    await wait(300);
    const { frameCount } = await capture.stop();
    const result = await consumer.result;
    expect(result).toMatchObject({ clipCount: 1, gapInputFrames: 0, frameCount });
    expect(frameCount).toBeGreaterThan(1.5 * capture.sampleRate);
    expect(result.pcm.length).toBe(Math.ceil((result.frameCount * 16_000) / capture.sampleRate));
    expect(unsteadiness(result.pcm, 500)).toBeLessThan(30);
  });

  it('leaves out a pause without a gap', async () => {
    const capture = await open(playTone());
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    await wait(300);
    capture.pause();
    await wait(700);
    await capture.resume();
    await wait(300);
    await capture.stop();
    const result = await consumer.result;
    const spanFrames = (result.firstFrames.at(-1) as number) - (result.firstFrames[0] as number);
    expect(result.gapInputFrames).toBe(0);
    expect(spanFrames - result.frameCount).toBeGreaterThan(0.4 * capture.sampleRate);
    expect(result.pcm.length).toBe(Math.ceil((result.frameCount * 16_000) / capture.sampleRate));
  });

  it('relays through the page, from the first frame on, where the port brings nothing', async () => {
    const capture = await open(playTone());
    const consumer = startConsumer(capture.sampleRate);
    const ports: MessagePort[] = [];
    await capture.start((port) => {
      ports.push(port);
      if (ports.length === 2) consumer.deliver(port);
    });
    await wait(1_500);
    const { frameCount } = await capture.stop();
    const result = await consumer.result;
    expect(ports).toHaveLength(2);
    expect(frameCount).toBeGreaterThan(capture.sampleRate);
    expect(result).toMatchObject({ frameCount, gapInputFrames: 0 });
    expect(result.pcm.length).toBe(Math.ceil((result.frameCount * 16_000) / capture.sampleRate));
    expect(unsteadiness(result.pcm, 500)).toBeLessThan(30);
  });

  it('brings a recording that ends before the consumer could answer', async () => {
    const capture = await open(playTone());
    const consumer = startConsumer(capture.sampleRate);
    await capture.start(consumer.deliver);
    await wait(50);
    const { frameCount } = await capture.stop();
    const result = await consumer.result;
    expect(result).toMatchObject({ frameCount, gapInputFrames: 0 });
  });

  it('tells the level of what it hears, before it starts', async () => {
    const levels: CaptureLevel[] = [];
    await open({ ...playTone(), onLevel: (level) => levels.push(level) });
    await expect.poll(() => levels.at(-1)?.rms).toBeCloseTo(0.5 / Math.SQRT2, 1);
    expect(levels.at(-1)?.max).toBeCloseTo(0.5, 1);
    expect(levels.at(-1)?.min).toBeCloseTo(-0.5, 1);
  });

  it('hears the microphone, and says what the device does', async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    onCleanUp(() => stream.getTracks().map((track) => track.stop()));
    const levels: CaptureLevel[] = [];
    const capture = await open({
      stream,
      context: () => new AudioContext(),
      onLevel: (level) => levels.push(level),
    });
    await expect.poll(() => levels.some((level) => level.max > 0.01), { timeout: 5_000 }).toBe(true);
    expect(capture.getSettings().deviceId).toBeTypeOf('string');
  });

  it('reports a lost device and a muted one', async () => {
    const { stream, context } = playTone();
    const reports: CaptureInterruption[] = [];
    await open({ stream, context, onInterruption: (report) => reports.push(report) });
    const [track] = stream.getAudioTracks() as [MediaStreamTrack];
    for (const event of ['mute', 'unmute', 'ended']) track.dispatchEvent(new Event(event));
    expect(reports).toEqual([{ kind: 'muted' }, { kind: 'unmuted' }, { kind: 'ended' }]);
  });

  it('reports a stopped audio clock and tries to start it again', async () => {
    const { stream, context } = playTone();
    const reports: CaptureInterruption[] = [];
    await open({ stream, context, onInterruption: (report) => reports.push(report) });
    await context.suspend();
    await expect.poll(() => reports.map((report) => report.kind)).toEqual(['suspended', 'running']);
  });

  it('closes a context that it made, and no other', async () => {
    const { stream, context } = playTone();
    const made = new AudioContext();
    await (await openGraphCapture({ stream, context: () => made })).stop();
    await (await openGraphCapture({ stream, context })).stop();
    expect([made.state, context.state]).toEqual(['closed', 'running']);
  });

  it('ends at once where its context was closed under it', async () => {
    const { stream, context } = playTone();
    const capture = await openGraphCapture({ stream, context });
    await context.close();
    expect(await capture.stop()).toEqual({ isCut: true, frameCount: undefined });
  });

  it('can capture twice in one context, and be stopped twice', async () => {
    const { stream, context } = playTone();
    for (let take = 0; take < 2; take++) {
      const capture = await openGraphCapture({ stream, context });
      const consumer = startConsumer(capture.sampleRate);
      await capture.start(consumer.deliver);
      await wait(100);
      expect(await capture.stop()).toEqual(await capture.stop());
      expect((await consumer.result).gapInputFrames).toBe(0);
    }
  });

  it('refuses a stream without audio, and closes the context that it made', async () => {
    await expect(
      openGraphCapture({ stream: new MediaStream(), context: () => new AudioContext() }),
    ).rejects.toThrow(/no audio track/);
    const made = new AudioContext();
    const failing = openGraphCapture({
      ...playTone(),
      context: () => made,
      workletUrl: '/no-such-worklet.js',
    });
    await expect(failing).rejects.toThrow();
    expect(made.state).toBe('closed');
  });
});
