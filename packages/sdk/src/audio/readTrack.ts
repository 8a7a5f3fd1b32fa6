import { createCaptureBatcher } from './captureBatcher.ts';
import type { CaptureMessage, TrackCommand, TrackReport } from './captureMessages.ts';
import { openFrameMixer } from './frameMixer.ts';

/** Between buffers of 10 ms, nothing waits any more after this. */
const QUIET_MS = 5;
/** Buffers wait with the browser meanwhile: to wake for every 10 ms takes much of what reading takes. */
const NAP_MS = 40;
const FRESH_MS = 20;
/** So far one time stamp may be from its place without that anything was lost: a busy machine stamps late. */
const JITTER_US = 100_000;
/** A longer hole is none of the input: the machine slept, or the device was silent. */
const LONGEST_HOLE_US = 60_000_000;

export interface TrackStart {
  readonly readable: ReadableStream<AudioData>;
  readonly sampleRate: number;
}

/**
 * Reads the frames of a track where they are consumed, and says what it reads as a worklet would; listens on the port to the page.
 *
 * What this thread was too busy for shows in the time stamps, what the device did not deliver is told by the page; both are left out of
 * the count of the frames, so that the consumer sees a gap there.
 */
export function readTrack(
  { readable, sampleRate }: TrackStart,
  port: MessagePort,
  receive: (message: CaptureMessage) => void,
): void {
  const report = (message: TrackReport) => port.postMessage(message);
  const batcher = createCaptureBatcher({
    send: (message) => {
      receive(message);
      if (message.kind === 'batch') batcher.recycle({ kind: 'recycle', buffer: message.samples.buffer });
    },
    level: (level) => report({ kind: 'level', level }),
    consumed: () => undefined,
  });
  const mix = openFrameMixer(sampleRate, batcher.take);
  const reader = readable.getReader();
  const losses = createLossCount(sampleRate);
  let bufferCount = 0;
  let isStopping = false;
  let wake: () => void = () => undefined;

  async function read(): Promise<void> {
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) return;
      bufferCount += 1;
      const mayNap = isFresh(value) && !isStopping;
      mix(value, losses.before(value));
      if (mayNap) await nap();
    }
  }

  const nap = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, NAP_MS);
    });

  /** Takes what waits, then ends. */
  async function stop(): Promise<void> {
    isStopping = true;
    wake();
    for (let before = -1; before !== bufferCount; ) {
      before = bufferCount;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
    report({ kind: 'stopped', frameCount: batcher.stop() });
    await reader.cancel();
  }

  const obey = {
    track: () => undefined,
    pause: batcher.pause,
    resume: batcher.resume,
    lost: ({ frameCount }: { readonly frameCount: number }) => losses.told(frameCount),
    stop: () => void stop(),
  } satisfies { [Kind in TrackCommand['kind']]: (command: Extract<TrackCommand, { kind: Kind }>) => void };
  port.onmessage = ({ data }: MessageEvent<TrackCommand>) => {
    (obey[data.kind] as (command: TrackCommand) => void)(data);
  };
  batcher.start();
  // A track that fails ends; the page hears of that from the track itself.
  read().catch(() => undefined);
}

/** Whether these frames were just heard, so that none wait behind them. Time stamps are on the clock of the page or worker. */
const isFresh = ({ timestamp, duration }: AudioData): boolean =>
  Math.abs(performance.now() - (timestamp + duration) / 1000) < FRESH_MS;

/** Counts frames that never came, each once, whoever noticed. */
function createLossCount(sampleRate: number) {
  let expectedUs: number | undefined;
  let toldFrames = 0;
  let countedFrames = 0;

  function lateFrames({ timestamp, duration }: AudioData): number {
    const lateUs = timestamp - (expectedUs ?? timestamp);
    expectedUs = timestamp + duration;
    const isHole = lateUs > JITTER_US && lateUs < LONGEST_HOLE_US;
    return isHole ? Math.round((lateUs * sampleRate) / 1e6) : 0;
  }

  return {
    /** What the page knows of, since the start. */
    told: (frameCount: number) => {
      toldFrames = frameCount;
    },
    before: (frames: AudioData): number => {
      const late = lateFrames(frames);
      const lost = late + Math.max(0, toldFrames - countedFrames - late);
      countedFrames += lost;
      return lost;
    },
  };
}
