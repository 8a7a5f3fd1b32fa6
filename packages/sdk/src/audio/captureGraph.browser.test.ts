import wasmUrl from 'libflacjs/dist/libflac.min.wasm.wasm?url';
import { afterEach, describe, expect, it } from 'vitest';
import type { CaptureWorkerResult, CaptureWorkerStart } from '../../../../test/support/captureWorker.ts';
import { type Capture, type CaptureInterruption, openCapture } from './captureGraph.ts';
import type { CaptureLevel } from './captureMessages.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A stream that plays a tone of amplitude 0.5, made in the context that captures it. */
function playTone(frequency = 500): { stream: MediaStream; context: AudioContext } {
  const context = new AudioContext();
  const gain = new GainNode(context, { gain: 0.5 });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  const oscillator = new OscillatorNode(context, { frequency });
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  cleanups.push(() => context.state !== 'closed' && context.close());
  return { stream: destination.stream, context };
}

/** A worker that records what arrives over the ports that it is given. */
function startConsumer(inputRate: number) {
  const worker = new Worker(new URL('../../../../test/support/captureWorker.ts', import.meta.url), {
    type: 'module',
  });
  cleanups.push(() => worker.terminate());
  const start: CaptureWorkerStart = { inputRate, wasm: new URL(wasmUrl, location.href).href };
  worker.postMessage(start);
  const result = new Promise<CaptureWorkerResult>((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }: MessageEvent<CaptureWorkerResult | string>) =>
      typeof data === 'string' ? reject(new Error(data)) : resolve(data);
  });
  return { result, deliver: (port: MessagePort) => worker.postMessage(port, [port]) };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function blockThread(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** How far the PCM is from a steady sine anywhere: a sine is told by two of its samples. */
function unsteadiness(pcm: Int16Array, frequency: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequency) / 16_000);
  let worst = 0;
  // The ends of the recording cut the tone off.
  for (let at = 1_001; at < pcm.length - 1_000; at++) {
    const [before, here, after] = [pcm[at - 1], pcm[at], pcm[at + 1]] as [number, number, number];
    worst = Math.max(worst, Math.abs(after - turn * here + before));
  }
  return worst;
}

async function open(options: Parameters<typeof openCapture>[0]): Promise<Capture> {
  const capture = await openCapture(options);
  cleanups.push(() => capture.stop());
  return capture;
}

describe('capture', () => {
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
    cleanups.push(() => stream.getTracks().map((track) => track.stop()));
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
    await (await openCapture({ stream, context: () => made })).stop();
    await (await openCapture({ stream, context })).stop();
    expect([made.state, context.state]).toEqual(['closed', 'running']);
  });

  it('ends at once where its context was closed under it', async () => {
    const { stream, context } = playTone();
    const capture = await openCapture({ stream, context });
    await context.close();
    expect(await capture.stop()).toEqual({ frameCount: undefined });
  });

  it('can capture twice in one context, and be stopped twice', async () => {
    const { stream, context } = playTone();
    for (let take = 0; take < 2; take++) {
      const capture = await openCapture({ stream, context });
      const consumer = startConsumer(capture.sampleRate);
      await capture.start(consumer.deliver);
      await wait(100);
      expect(await capture.stop()).toEqual(await capture.stop());
      expect((await consumer.result).gapInputFrames).toBe(0);
    }
  });

  it('refuses a stream without audio, and closes the context that it made', async () => {
    await expect(
      openCapture({ stream: new MediaStream(), context: () => new AudioContext() }),
    ).rejects.toThrow(/no audio track/);
    const made = new AudioContext();
    const failing = openCapture({ ...playTone(), context: () => made, workletUrl: '/no-such-worklet.js' });
    await expect(failing).rejects.toThrow();
    expect(made.state).toBe('closed');
  });
});
