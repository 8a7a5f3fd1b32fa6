import type { CaptureLevel, CaptureMessage, CaptureReply } from './captureMessages.ts';

/** Frames of a batch: 43 ms at 48 kHz. */
export const BATCH_FRAMES = 2048;
const BATCH_BYTES = BATCH_FRAMES * Float32Array.BYTES_PER_ELEMENT;
/** Batches kept until the consumer has answered for the first time: more than the second after which the page relays. */
const UNANSWERED_LIMIT = 256;

export interface BatcherOutput {
  send(message: CaptureMessage, transfer: ArrayBuffer[]): void;
  level(level: CaptureLevel): void;
  /** The consumer answered for the first time. */
  consumed(): void;
}

/**
 * Collects quanta of the audio thread into mono batches.
 *
 * On that thread an allocation may cost a gap: once the consumer sends buffers back, none is made.
 */
export interface CaptureBatcher {
  /** Takes one quantum of all channels (none where nothing is connected) at this count of the clock. */
  take(channels: readonly Float32Array[], atFrame: number): void;
  start(): void;
  pause(): void;
  resume(): void;
  recycle(reply: CaptureReply): void;
  /** Sends again what the consumer never answered for. */
  resend(): void;
  /** Sends the part of a batch at hand and the end. Gives the frames that were sent. */
  stop(): number;
}

export function createCaptureBatcher(output: BatcherOutput): CaptureBatcher {
  const pool: ArrayBuffer[] = [];
  let unanswered: CaptureMessage[] | undefined = [];
  let state: 'idle' | 'running' | 'paused' | 'stopped' = 'idle';
  let batch = new Float32Array(BATCH_FRAMES);
  let filled = 0;
  let firstFrame = 0;
  /** The clock after the last quantum. */
  let nowFrame = 0;
  let sentFrames = 0;

  function take(channels: readonly Float32Array[], atFrame: number): void {
    const frameCount = channels[0]?.length ?? 0;
    // A quantum was skipped: what follows must not look continuous.
    if (filled > 0 && (atFrame !== nowFrame || filled + frameCount > BATCH_FRAMES)) flush();
    nowFrame = atFrame + frameCount;
    if (frameCount === 0 || state === 'stopped') return;
    if (filled === 0) firstFrame = atFrame;
    mixInto(batch, filled, channels);
    filled += frameCount;
    if (filled + frameCount > BATCH_FRAMES) flush();
  }

  /** Ends the batch at hand: its level goes to the page, its frames, when they are wanted, to the consumer. */
  function flush(): void {
    if (filled === 0) return;
    const samples = batch.subarray(0, filled);
    output.level({ ...measure(samples), firstFrame, frameCount: filled });
    if (state === 'running') {
      sentFrames += filled;
      send({ kind: 'batch', samples, firstFrame });
      batch = new Float32Array(pool.pop() ?? new ArrayBuffer(BATCH_BYTES));
    }
    filled = 0;
  }

  function send(message: CaptureMessage): void {
    if (unanswered && unanswered.length < UNANSWERED_LIMIT) {
      unanswered.push(message.kind === 'batch' ? { ...message, samples: message.samples.slice() } : message);
    }
    output.send(message, message.kind === 'batch' ? [message.samples.buffer] : []);
  }

  function change(to: typeof state): void {
    flush();
    state = to;
  }

  return {
    take,
    start: () => {
      if (state === 'idle') change('running');
    },
    pause: () => {
      if (state !== 'running') return;
      change('paused');
      send({ kind: 'paused', atFrame: nowFrame });
    },
    resume: () => {
      if (state !== 'paused') return;
      change('running');
      send({ kind: 'resumed', atFrame: nowFrame });
    },
    recycle: ({ buffer }) => {
      if (unanswered) output.consumed();
      unanswered = undefined;
      // What was sent again after a copy may be shorter.
      if (buffer.byteLength === BATCH_BYTES) pool.push(buffer);
    },
    resend: () => {
      const again = unanswered ?? [];
      unanswered = undefined;
      for (const message of again) output.send(message, []);
    },
    stop: () => {
      if (state === 'stopped') return sentFrames;
      change('stopped');
      send({ kind: 'eof', frameCount: sentFrames });
      return sentFrames;
    },
  };
}

/** Writes the average of all channels. */
function mixInto(batch: Float32Array, at: number, channels: readonly Float32Array[]): void {
  const frameCount = channels[0]?.length ?? 0;
  for (let frame = 0; frame < frameCount; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels.length; channel++) {
      sum += (channels[channel] as Float32Array)[frame] as number;
    }
    batch[at + frame] = sum / channels.length;
  }
}

function measure(samples: Float32Array): Pick<CaptureLevel, 'min' | 'max' | 'rms'> {
  let [min, max, energy] = [0, 0, 0];
  for (let frame = 0; frame < samples.length; frame++) {
    const value = samples[frame] as number;
    if (value < min) min = value;
    if (value > max) max = value;
    energy += value * value;
  }
  return { min, max, rms: Math.sqrt(energy / samples.length) };
}
