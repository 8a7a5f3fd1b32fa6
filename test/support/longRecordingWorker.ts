/** Records faster than real time, through the engine's own recordings and a real IndexedDB: the batches come as a worklet sends them. */
import type { Clip } from '../../packages/sdk/src/api/audio.ts';
import type { CaptureMessage, CaptureReply } from '../../packages/sdk/src/audio/captureMessages.ts';
import { decodeFlac } from '../../packages/sdk/src/audio/flacDecoder.ts';
import { createFlacEncoder } from '../../packages/sdk/src/audio/flacEncoder.ts';
import { loadFlac } from '../../packages/sdk/src/audio/flacModule.ts';
import { toFloat32, toInt16 } from '../../packages/sdk/src/audio/pcm.ts';
import { openPcmHash } from '../../packages/sdk/src/audio/pcmHash.ts';
import { recoverClip } from '../../packages/sdk/src/audio/recoverClip.ts';
import { createResampler } from '../../packages/sdk/src/audio/resampler.ts';
import { createRecordings } from '../../packages/sdk/src/engine/recordings.ts';
import { openIdbStore } from '../../packages/sdk/src/store/idbStore.ts';
import { sha256 } from './flacReference.ts';

const INPUT_RATE = 48_000;
const BATCH_FRAMES = 2048;
/** Batches after which the store is waited for: some four seconds of audio. */
const BATCHES_AT_ONCE = 100;

export interface LongRecordingOrder {
  readonly recordingId: string;
  readonly audioS: number;
  /** After how many seconds of audio the page is told, and waited for; never without it. */
  readonly markEveryS?: number;
  /** Whether the PCM is also made and hashed beside the recording, and the clips are handed to the server. */
  readonly isChecked: boolean;
}

export interface LongRecordingResult {
  readonly clips: readonly Clip[];
  /** From the last message of the capture to the clips. */
  readonly stopMs: number;
  /** SHA-256 of all the PCM that should have been recorded, and its length; of nothing where it was not checked. */
  readonly pcmSha256: string;
  readonly sampleCount: number;
}

const opening = open();

async function open() {
  const [wasm, speech] = await Promise.all(['/flac.wasm', '/speech.flac'].map(bytesOf));
  const flac = await loadFlac({ wasm: wasm as Uint8Array<ArrayBuffer> });
  const upsampler = createResampler({ inputRate: 16_000, outputRate: INPUT_RATE });
  const spoken = upsampler.push(toFloat32(decodeFlac(flac, speech as Uint8Array).pcm));
  const recordings = createRecordings({
    store: await openIdbStore(indexedDB, `recordings-${crypto.randomUUID()}`),
    room: { takeRows: async () => {}, takeAudio: async () => {}, checkAudio: async () => {}, endAudio() {} },
    clientId: 'the-only-one',
    environment: {
      loadAudio: async () => ({
        createEncoder: () => createFlacEncoder(flac),
        openPcmHash,
        recover: (header, blocks) => recoverClip(flac, header, blocks),
      }),
      sha256,
      now: () => Date.now(),
      schedule: (work, delayMs) => {
        const timer = setTimeout(work, delayMs);
        return () => clearTimeout(timer);
      },
    },
    emit: (event) => self.postMessage(`event: ${JSON.stringify(event)}`),
  });
  return { spoken, recordings };
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

/** A capture of the page, to be recorded as it comes. */
export interface LiveRecordingOrder {
  readonly port: MessagePort;
  readonly sampleRate: number;
}

let goOn: () => void = () => undefined;
self.onmessage = ({ data }: MessageEvent<LongRecordingOrder | LiveRecordingOrder | 'go on'>) => {
  if (data === 'go on') goOn();
  else if ('port' in data) void hear(data);
  else
    record(data).then(
      (result) => self.postMessage(result),
      (error: unknown) => self.postMessage(`failed: ${(error as Error).stack}`),
    );
};

async function hear({ port, sampleRate }: LiveRecordingOrder): Promise<void> {
  const { recordings } = await opening;
  await recordings.start({ recordingId: 'live', sampleRate, startedAt: Date.now() });
  recordings.attach('live', port);
}

async function record(order: LongRecordingOrder): Promise<LongRecordingResult> {
  const { recordingId, audioS, isChecked } = order;
  const { spoken, recordings } = await opening;
  await recordings.start({ recordingId, sampleRate: INPUT_RATE, startedAt: Date.now() });
  const line = openLine((port) => recordings.attach(recordingId, port));
  const reference = isChecked ? await openReference() : undefined;
  const frameCount = audioS * INPUT_RATE;
  let markAtS = order.markEveryS ?? Number.POSITIVE_INFINITY;
  for (let at = 0, batch = 0; at < frameCount; at += BATCH_FRAMES, batch++) {
    const samples = line.memory().subarray(0, frameCount - at);
    speak(spoken, at, samples);
    reference?.push(samples);
    line.send({ kind: 'batch', samples, firstFrame: at }, [samples.buffer]);
    if (batch % BATCHES_AT_ONCE !== 0) continue;
    await line.answered();
    await recordings.flushBlocks();
    if (at / INPUT_RATE < markAtS) continue;
    await new Promise<void>((resolve) => {
      goOn = resolve;
      self.postMessage(markAtS);
    });
    markAtS += order.markEveryS as number;
  }
  await line.answered();
  const stoppedAt = performance.now();
  line.send({ kind: 'eof', frameCount }, []);
  const clips = await recordings.finish(recordingId, false);
  const stopMs = performance.now() - stoppedAt;
  if (isChecked) await handOver(clips, (index) => recordings.read(recordingId, index));
  await recordings.delete(recordingId);
  return { clips, stopMs, ...(reference?.end() ?? { pcmSha256: '', sampleCount: 0 }) };
}

/** A capture's end of a port: memory comes back over it and is used again. */
function openLine(attach: (port: MessagePort) => void) {
  const { port1, port2 } = new MessageChannel();
  const pool: ArrayBuffer[] = [];
  let underWay = 0;
  let settle: () => void = () => undefined;
  port1.onmessage = ({ data }: MessageEvent<CaptureReply>) => {
    pool.push(data.buffer);
    underWay -= 1;
    if (underWay === 0) settle();
  };
  attach(port2);
  return {
    memory: () => new Float32Array(pool.pop() ?? new ArrayBuffer(BATCH_FRAMES * 4)),
    send: (message: CaptureMessage, transfer: Transferable[]) => {
      if (message.kind === 'batch') underWay += 1;
      port1.postMessage(message, transfer);
    },
    answered: () =>
      new Promise<void>((resolve) => {
        settle = resolve;
        if (underWay === 0) resolve();
      }),
  };
}

/** The speech again and again, each time at another loudness, so that no stretch is like another. */
function speak(spoken: Float32Array, from: number, samples: Float32Array): void {
  for (let index = 0; index < samples.length; index++) {
    const at = from + index;
    const round = Math.floor(at / spoken.length);
    samples[index] = (spoken[at % spoken.length] as number) * (0.5 + ((round * 37) % 100) / 250);
  }
}

/** The PCM as it should be, made in other pieces than the recording makes it. */
async function openReference() {
  const resampler = createResampler({ inputRate: INPUT_RATE });
  const hash = await openPcmHash();
  let sampleCount = 0;
  const add = (samples: Float32Array) => {
    sampleCount += samples.length;
    hash.update(toInt16(samples));
  };
  return {
    push: (samples: Float32Array) => {
      add(resampler.push(samples.subarray(0, 777)));
      add(resampler.push(samples.subarray(777)));
    },
    end: () => {
      add(resampler.flush());
      return { pcmSha256: hash.take(), sampleCount };
    },
  };
}

async function handOver(
  clips: readonly Clip[],
  read: (index: number) => Promise<Uint8Array<ArrayBuffer> | undefined>,
): Promise<void> {
  for (const { index } of clips) {
    const bytes = await read(index);
    if (bytes === undefined) throw new Error(`clip ${index} is gone`);
    await fetch(`/clips/${index}`, { method: 'POST', body: bytes });
  }
}
