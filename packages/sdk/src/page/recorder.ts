import type { Clip, Interruption, Level, Recording, RecordOptions } from '../api/audio.ts';
import { ParqueueError } from '../api/errors.ts';
import { type Capture, type CaptureInterruption, openCapture } from '../audio/capture.ts';
import { quiet } from '../base/quiet.ts';
import type { Engine } from '../engine/engine.ts';

export interface RecorderOptions {
  readonly engine: () => Promise<Engine>;
  readonly newId: () => string;
  readonly now: () => number;
  readonly workletUrl: string | undefined;
  readonly report: (error: unknown) => void;
}

/** Starts a recording: the microphone or a stream, straight to the engine. */
export async function startRecording(parts: RecorderOptions, options: RecordOptions): Promise<Recording> {
  const stream = options.stream ?? (await openMicrophone(options.deviceId));
  const stopTracks = () => {
    if (options.stream === undefined) for (const track of stream.getTracks()) track.stop();
  };
  const levels = createSignal<Level>(parts.report);
  const interruptions = createSignal<Interruption>(parts.report);
  let capture: Capture | undefined;
  try {
    const opened = await openCapture({
      stream,
      context: () => new AudioContext(),
      ...(parts.workletUrl === undefined ? {} : { workletUrl: parts.workletUrl }),
      onLevel: ({ min, max, rms, frameCount }) =>
        levels.send({ min, max, rms, durationS: frameCount / opened.sampleRate }),
      onInterruption: (interruption) => interruptions.send(publicInterruption(interruption)),
    });
    capture = opened;
    const recordingId = parts.newId();
    const engine = await parts.engine();
    await engine.startRecording({ recordingId, sampleRate: opened.sampleRate, startedAt: parts.now() });
    await opened.start((port) => void engine.attachCapture(recordingId, port).catch(parts.report));
    return recording({ recordingId, capture, engine: parts.engine, stopTracks, levels, interruptions });
  } catch (error) {
    await capture?.stop().catch(() => {});
    stopTracks();
    throw error instanceof ParqueueError
      ? error
      : new ParqueueError('audio_unsupported', `recording is not possible: ${(error as Error).message}`, {
          cause: error,
        });
  }
}

interface RecordingParts {
  readonly recordingId: string;
  readonly capture: Capture;
  /** Where the recording began; when that has died, the next one completes it with what was kept. */
  readonly engine: () => Promise<Engine>;
  readonly stopTracks: () => void;
  readonly levels: Signal<Level>;
  readonly interruptions: Signal<Interruption>;
}

function recording({
  recordingId,
  capture,
  engine,
  stopTracks,
  levels,
  interruptions,
}: RecordingParts): Recording {
  const settings = capture.getSettings();
  let state: Recording['state'] = 'recording';
  let stopping: Promise<{ readonly clips: readonly Clip[] }> | undefined;

  async function stop(): Promise<{ readonly clips: readonly Clip[] }> {
    state = 'stopped';
    const { isCut } = await capture.stop();
    stopTracks();
    const running = await engine();
    return { clips: await running.finishRecording(recordingId, isCut) };
  }

  async function cancel(): Promise<void> {
    state = 'stopped';
    await capture.stop();
    stopTracks();
    await (await engine()).deleteRecording(recordingId);
  }

  return {
    recordingId,
    settings,
    get state() {
      return state;
    },
    pause() {
      if (state !== 'recording') return;
      state = 'paused';
      capture.pause();
    },
    resume() {
      if (state !== 'paused') return;
      state = 'recording';
      capture.resume().catch(() => interruptions.send('suspended'));
    },
    stop() {
      stopping ??= quiet(stop());
      return stopping;
    },
    cancel: () => quiet(cancel()),
    onLevel: levels.on,
    onInterruption: interruptions.on,
  };
}

/** What a voice dataset wants: the sound as it is. The browser says in `settings` what it made of that. */
const AS_IT_IS = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: 1,
};

async function openMicrophone(deviceId: string | undefined): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) {
    throw new ParqueueError(
      'audio_unsupported',
      'this page may not use the microphone: it must be served over https',
    );
  }
  try {
    const audio = { ...AS_IT_IS, ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }) };
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw microphoneError(error as DOMException);
  }
}

function microphoneError(error: DOMException): ParqueueError {
  const options = { cause: error };
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new ParqueueError(
        'microphone_refused',
        'the microphone was refused; allow it in the browser’s settings',
        options,
      );
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new ParqueueError(
        'no_microphone',
        'no such microphone was found; plug one in or choose another',
        options,
      );
    case 'NotReadableError':
    case 'AbortError':
      return new ParqueueError(
        'microphone_busy',
        'the microphone gives nothing; close what else uses it',
        options,
      );
    default:
      return new ParqueueError(
        'audio_unsupported',
        `the microphone cannot be used: ${error.message}`,
        options,
      );
  }
}

function publicInterruption({ kind }: CaptureInterruption): Interruption {
  if (kind === 'ended') return 'device_lost';
  if (kind === 'running') return 'resumed';
  return kind === 'interrupted' ? 'suspended' : kind;
}

interface Signal<T> {
  on(listener: (value: T) => void): () => void;
  send(value: T): void;
}

function createSignal<T>(report: (error: unknown) => void): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    send(value) {
      for (const listener of listeners) {
        try {
          listener(value);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
