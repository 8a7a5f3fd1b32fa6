import { afterEach, describe, expect, it } from 'vitest';
import { tone } from '../../../../test/support/signals.ts';
import type { TrackCommand, TrackReport } from './captureMessages.ts';
import { createCaptureReceiver } from './captureReceiver.ts';

const RATE = 48_000;
const BUFFER_FRAMES = 480;

let port: MessagePort | undefined;
afterEach(() => port?.close());

/** A buffer of a track, as a browser gives it: all channels alike. */
function buffer(samples: Float32Array, timestampMs: number, { channelCount = 2, sampleRate = RATE } = {}) {
  const frames = {
    numberOfFrames: samples.length,
    numberOfChannels: channelCount,
    sampleRate,
    timestamp: timestampMs * 1000,
    duration: (samples.length / sampleRate) * 1e6,
    copyTo: (target: Float32Array) => target.set(samples),
    close: () => undefined,
  };
  return frames as unknown as AudioData;
}

/** A consumer that is given a track. */
function hear() {
  const { port1, port2 } = new MessageChannel();
  port = port1;
  const heard: { firstFrame: number; samples: Float32Array }[] = [];
  const reports: TrackReport[] = [];
  const pauses: string[] = [];
  let end: (frameCount: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const receiver = createCaptureReceiver({
    onBatch: ({ firstFrame, samples }) => heard.push({ firstFrame, samples: samples.slice() }),
    onPaused: (atFrame) => pauses.push(`paused at ${atFrame}`),
    onResumed: (atFrame) => pauses.push(`resumed at ${atFrame}`),
    onEnd: (frameCount) => end(frameCount),
  });
  port1.onmessage = ({ data }: MessageEvent<TrackReport>) => reports.push(data);
  const track = new TransformStream<AudioData, AudioData>(
    undefined,
    { highWaterMark: 1e6 },
    { highWaterMark: 1e6 },
  );
  const writer = track.writable.getWriter();
  const listener: { onmessage?: (event: MessageEvent<TrackCommand>) => void } & Partial<MessagePort> = {
    postMessage: (report: TrackReport) => port2.postMessage(report),
    close: () => port2.close(),
  } as never;
  receiver.attach(listener as MessagePort);
  const tell = (data: TrackCommand) => listener.onmessage?.({ data } as MessageEvent<TrackCommand>);
  tell({ kind: 'track', readable: track.readable, sampleRate: RATE });
  return {
    heard,
    reports,
    pauses,
    tell,
    receiver,
    ended,
    write: (one: AudioData) => writer.write(one),
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
const sound = tone(440, RATE).subarray(0, 20 * BUFFER_FRAMES);
const part = (index: number) => sound.subarray(index * BUFFER_FRAMES, (index + 1) * BUFFER_FRAMES);

describe('a track that is read where it is consumed', () => {
  it('gives all its frames, mixed to one channel, and their number at the end', async () => {
    const { heard, reports, tell, ended, write } = hear();
    for (let index = 0; index < 20; index++) void write(buffer(part(index), index * 10));
    tell({ kind: 'stop' });
    expect(await ended).toBe(sound.length);
    expect(heard.flatMap(({ samples }) => [...samples])).toEqual([...sound]);
    expect(heard.map(({ firstFrame }) => firstFrame)).toEqual([0, 1_920, 3_840, 5_760, 7_680]);
    await expect.poll(() => reports.at(-1)).toEqual({ kind: 'stopped', frameCount: sound.length });
    expect(reports.filter(({ kind }) => kind === 'level')).toHaveLength(5);
  });

  it('[R13] counts what it was too busy for, by the time stamps, and no mere lateness of them', async () => {
    const { heard, tell, ended, write } = hear();
    // Stamped late, then early again; then a second is missing; then the machine sleeps for an hour.
    const stamps = [0, 10, 90, 30, 40, 1_050, 1_060, 3_601_070, 3_601_080];
    for (const [index, stamp] of stamps.entries()) void write(buffer(part(index), stamp));
    tell({ kind: 'stop' });
    await ended;
    const firstFrames = heard.map(({ firstFrame }) => firstFrame);
    expect(firstFrames).toEqual([0, 4 * BUFFER_FRAMES, 5 * BUFFER_FRAMES + RATE]);
  });

  it('[R13] counts what the device lost once, though time stamps show it too', async () => {
    const { heard, tell, ended, write } = hear();
    await write(buffer(part(0), 0));
    await settle();
    tell({ kind: 'lost', frameCount: 0.2 * RATE });
    await write(buffer(part(1), 210));
    tell({ kind: 'lost', frameCount: 0.2 * RATE + 96 });
    await write(buffer(part(2), 220));
    tell({ kind: 'stop' });
    await ended;
    const gaps = heard.slice(1).map(({ firstFrame }, index) => {
      const before = heard[index] as { firstFrame: number; samples: Float32Array };
      return firstFrame - before.firstFrame - before.samples.length;
    });
    expect(gaps.filter((frameCount) => frameCount > 0)).toEqual([0.2 * RATE, 96]);
  });

  it('says where it pauses and goes on', async () => {
    const { pauses, tell, ended, write } = hear();
    await write(buffer(part(0), 0));
    await settle();
    tell({ kind: 'pause' });
    await write(buffer(part(1), 10));
    await settle();
    tell({ kind: 'resume' });
    tell({ kind: 'stop' });
    expect(await ended).toBe(BUFFER_FRAMES);
    expect(pauses).toEqual([`paused at ${BUFFER_FRAMES}`, `resumed at ${2 * BUFFER_FRAMES}`]);
  });

  it('brings a device that changes its rate and its channels back to the first rate', async () => {
    const { heard, tell, ended, write } = hear();
    const slow = tone(440, 16_000);
    await write(buffer(sound.subarray(0, 4_800), 0));
    for (let at = 0; at < 16_000; at += 160) {
      await write(
        buffer(slow.subarray(at, at + 160), 100 + at / 16, { channelCount: 1, sampleRate: 16_000 }),
      );
    }
    tell({ kind: 'stop' });
    const frameCount = await ended;
    expect(Math.abs(frameCount - 4_800 - RATE)).toBeLessThan(0.01 * RATE);
    const last = heard.at(-2)?.samples as Float32Array;
    expect(last.reduce((most, value) => Math.max(most, value), 0)).toBeCloseTo(0.5, 2);
  });
});
