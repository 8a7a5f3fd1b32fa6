/**
 * Captures a track without an audio graph: its frames go, as the device gave them, from the browser's capture thread to the consumer.
 *
 * Between a track and an audio graph lies a queue of about 100 ms that drops and pads without a word when the machine is busy
 * (docs/PERFORMANCE.md); here nothing lies between. The stream of frames is transferred, so a blocked page loses nothing either.
 */
import type { Capture, CaptureEnd, CaptureOptions } from './capture.ts';
import { createCaptureBatcher } from './captureBatcher.ts';
import type { CaptureLevel, TrackCommand, TrackReport } from './captureMessages.ts';
import { openFrameMixer } from './frameMixer.ts';
import { audioTrackOf, watchTrack } from './watchTrack.ts';

/** Of a whole interface, what is used. Chromium has it on pages. */
interface TrackProcessor {
  readonly readable: ReadableStream<AudioData>;
}
type TrackProcessorConstructor = new (init: {
  track: MediaStreamTrack;
  maxBufferSize: number;
}) => TrackProcessor;

/** Buffers of 10 ms that wait for a busy consumer before the oldest goes: half a minute, some 10 MB. */
const WAITING_BUFFERS = 3000;
/** A live track gives its first frames within some ten milliseconds. */
const FIRST_FRAMES_MS = 2000;
/** A consumer may be busy with a shard; one that died never answers. */
const STOP_DEADLINE_MS = 5000;
/** How often the browser is asked what the device lost. */
const LOSS_CHECK_MS = 500;

/** Undefined where the browser has no such way, or nothing comes on it. */
export async function openTrackCapture(options: CaptureOptions): Promise<Capture | undefined> {
  const track = audioTrackOf(options.stream);
  const { MediaStreamTrackProcessor: Processor } = globalThis as {
    MediaStreamTrackProcessor?: TrackProcessorConstructor;
  };
  if (Processor === undefined) return undefined;
  const { readable } = new Processor({ track, maxBufferSize: WAITING_BUFFERS });
  const reader = readable.getReader();
  const first = await Promise.race([reader.read(), wait(FIRST_FRAMES_MS)]);
  if (first?.value === undefined) {
    await reader.cancel();
    return undefined;
  }
  const { sampleRate } = first.value;
  first.value.close();
  const listening = new AbortController();
  watchTrack(track, (interruption) => options.onInterruption?.(interruption), listening.signal);
  const stopListening = () => listening.abort();
  void tellLevels(reader, sampleRate, options.onLevel);
  return capture({ track, readable, reader, sampleRate, stopListening, onLevel: options.onLevel });
}

/** Until the frames are handed over: hears them and lets them go. */
async function tellLevels(
  reader: ReadableStreamDefaultReader<AudioData>,
  sampleRate: number,
  onLevel: CaptureOptions['onLevel'],
): Promise<void> {
  const nothing = () => undefined;
  const batcher = createCaptureBatcher({
    send: nothing,
    level: (level) => onLevel?.(level),
    consumed: nothing,
  });
  const mix = openFrameMixer(sampleRate, batcher.take);
  try {
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) return;
      mix(value, 0);
    }
  } catch {
    // The reader gave its lock back: the frames go to the consumer from here.
  }
}

interface TrackParts {
  readonly track: MediaStreamTrack;
  readonly readable: ReadableStream<AudioData>;
  readonly reader: ReadableStreamDefaultReader<AudioData>;
  readonly sampleRate: number;
  readonly stopListening: () => void;
  readonly onLevel: ((level: CaptureLevel) => void) | undefined;
}

function capture({ track, readable, reader, sampleRate, stopListening, onLevel }: TrackParts): Capture {
  let port: MessagePort | undefined;
  let lossCheck: ReturnType<typeof setInterval> | undefined;
  let ended: Promise<CaptureEnd> | undefined;
  let settleStopped: (frameCount: number) => void = () => undefined;
  const stopped = new Promise<number>((resolve) => {
    settleStopped = resolve;
  });
  const tell = (command: TrackCommand, transfer: Transferable[] = []) => port?.postMessage(command, transfer);

  function watchLosses(): () => void {
    const before = lostByDevice(track);
    let told = 0;
    return () => {
      const frameCount = lostByDevice(track) - before;
      if (frameCount > told) tell({ kind: 'lost', frameCount });
      told = frameCount;
    };
  }

  async function stop(): Promise<CaptureEnd> {
    stopListening();
    clearInterval(lossCheck);
    if (port === undefined) {
      await reader.cancel();
      return { isCut: false, frameCount: 0 };
    }
    tell({ kind: 'stop' });
    const frameCount = await Promise.race([stopped, wait(STOP_DEADLINE_MS)]);
    port.close();
    return { isCut: frameCount === undefined, frameCount };
  }

  return {
    sampleRate,
    getSettings: () => track.getSettings(),
    start: async (deliverPort) => {
      const { port1, port2 } = new MessageChannel();
      port = port1;
      port.onmessage = ({ data }: MessageEvent<TrackReport>) => {
        if (data.kind === 'level') onLevel?.(data.level);
        else settleStopped(data.frameCount);
      };
      deliverPort(port2);
      reader.releaseLock();
      tell({ kind: 'track', readable, sampleRate }, [readable]);
      lossCheck = setInterval(watchLosses(), LOSS_CHECK_MS);
    },
    pause: () => tell({ kind: 'pause' }),
    resume: async () => tell({ kind: 'resume' }),
    stop: () => {
      ended ??= stop();
      return ended;
    },
  };
}

/** What the device or the system did not deliver, in frames: https://w3c.github.io/mediacapture-extensions/#audio-stats */
function lostByDevice(track: MediaStreamTrack): number {
  const { stats } = track as { stats?: { totalFrames?: number; deliveredFrames?: number } };
  return (stats?.totalFrames ?? 0) - (stats?.deliveredFrames ?? 0);
}

function wait(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
