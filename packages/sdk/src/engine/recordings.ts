import type { Clip } from '../api/audio.ts';
import { ParqueueError } from '../api/errors.ts';
import { type CaptureReceiver, createCaptureReceiver } from '../audio/captureReceiver.ts';
import type { ClipBlock, Clip as WholeClip } from '../audio/clip.ts';
import { type ClipRecorder, createClipRecorder } from '../audio/clipRecorder.ts';
import type { RecordingRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { deleteRecording } from './deleteRecording.ts';
import { describeClips, digestClip, publicClip } from './describeClips.ts';
import { createEncodings } from './encodings.ts';
import type { EngineEvent, RecordingStart } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { readClipBytes } from './readBlocks.ts';
import { noteEnd, noteStart, writeBlock } from './recordingRecord.ts';
import { recoverRecording } from './recoverRecordings.ts';

export interface RecordingsOptions {
  readonly store: Store;
  readonly clientId: string;
  readonly environment: Pick<EngineEnvironment, 'loadAudio' | 'sha256' | 'now' | 'schedule'>;
  readonly emit: (event: EngineEvent) => void;
}

/** Turns what is heard into clips, and keeps them block by block while it is heard. */
export interface Recordings {
  start(start: RecordingStart): Promise<void>;
  attach(recordingId: string, port: MessagePort): void;
  finish(recordingId: string, isCut: boolean): Promise<readonly Clip[]>;
  encode(recordingId: string, samples: Float32Array, sampleRate: number): Promise<readonly Clip[]>;
  read(recordingId: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  delete(recordingId: string): Promise<void>;
  /** Ends and deletes every recording and encoding that is under way. */
  deleteAll(): Promise<void>;
  /** Persists the frames at hand: the page may be about to end. */
  flushBlocks(): Promise<void>;
  isRunning(recordingId: string): boolean;
  /** Calls back once nothing is recorded or encoded here. */
  whenIdle(work: () => void): void;
  /** Ends what is recorded, with what has come so far. */
  close(): Promise<void>;
}

/** One recording that runs. */
interface Running {
  readonly recorder: ClipRecorder;
  /** The writing of blocks, one after the other. */
  writes: Promise<void>;
  /** The clips that are whole and stored. */
  readonly clips: (WholeClip & { readonly flacSha256: string })[];
}

/** One that is fed by a capture. */
interface Heard extends Running {
  readonly receiver: CaptureReceiver;
  /** Resolves when the last batch has been taken. */
  readonly ended: Promise<void>;
  finishing?: Promise<readonly Clip[]>;
}

/** Samples that are encoded at a time, so that the engine can answer in between. */
const ENCODE_FRAMES = 160_000;

/** The last batch follows the end of a capture within milliseconds; when it does not come, the way it takes is broken. */
const LAST_BATCH_TIMEOUT_MS = 5_000;

export function createRecordings({ store, clientId, environment, emit }: RecordingsOptions): Recordings {
  const running = new Map<string, Heard>();
  const encodings = createEncodings(rest);
  let idleWork: (() => void)[] = [];

  async function open(start: RecordingStart): Promise<Running> {
    const { createEncoder, openPcmHash } = await environment.loadAudio();
    const pcmHash = await openPcmHash();
    const record: RecordingRecord = { clientId, startedAt: start.startedAt, state: 'recording', clips: [] };
    await store.write(['recordings'], (t) => t.put('recordings', [start.recordingId], record), {
      durability: 'strict',
    });
    const recorder = createClipRecorder({
      inputRate: start.sampleRate,
      createEncoder,
      pcmHash,
      onClipStart: (clip) => queue(() => noteStart(store, start.recordingId, clip)),
      onBlock: (block) => {
        blocks.push(block.bytes);
        queue(() => keepBlock({ store, emit }, start.recordingId, block));
      },
      onClip: (clip) => {
        const bytes = blocks;
        blocks = [];
        queue(async () => void recording.clips.push(await digestClip(environment, clip, bytes)));
      },
    });
    // Those of the clip at hand, for its digest: to read them back takes ten times as long as to hash them.
    let blocks: Uint8Array[] = [];
    const recording: Running = { writes: Promise.resolve(), clips: [], recorder };
    const queue = (write: () => Promise<void>) => {
      recording.writes = recording.writes.then(write);
      recording.writes.catch(() => {});
    };
    return recording;
  }

  async function complete(recordingId: string, recording: Running): Promise<readonly Clip[]> {
    const { gapFrames } = recording.recorder.finish();
    await recording.writes;
    const clips = describeClips(environment.now(), recordingId, recording.clips);
    await noteEnd(store, recordingId, clips);
    if (gapFrames > 0) emit({ type: 'gap', detail: { recordingId, gapFrames } });
    return clips.map(publicClip);
  }

  const recordOf = (recordingId: string) =>
    store.read(['recordings'], (t) => t.get('recordings', [recordingId]));

  /** The clips of a recording that does not run here; one that an engine left behind is completed first. */
  async function clipsLeft(recordingId: string): Promise<readonly Clip[]> {
    if ((await recordOf(recordingId))?.state === 'recording')
      await recoverRecording({ store, environment }, recordingId);
    return ((await recordOf(recordingId))?.clips ?? []).map(publicClip);
  }

  async function finishHeard(
    recordingId: string,
    recording: Heard,
    isCut: boolean,
  ): Promise<readonly Clip[]> {
    if (!isCut) await Promise.race([recording.ended, wait(LAST_BATCH_TIMEOUT_MS)]);
    recording.receiver.close();
    try {
      return await complete(recordingId, recording);
    } catch (error) {
      // The beginning is here; the row that waits for it goes with that.
      await recoverRecording({ store, environment }, recordingId).catch(() => {});
      throw error;
    } finally {
      running.delete(recordingId);
      rest();
    }
  }

  async function encodeAll(
    recordingId: string,
    samples: Float32Array,
    sampleRate: number,
  ): Promise<readonly Clip[]> {
    const recording = await open({ recordingId, sampleRate, startedAt: environment.now() });
    try {
      for (let at = 0; at < samples.length; at += ENCODE_FRAMES) {
        recording.recorder.push({ samples: samples.subarray(at, at + ENCODE_FRAMES), firstFrame: at });
        await recording.writes;
        await wait(0);
        if (!encodings.has(recordingId)) throw goneError();
      }
      const clips = await complete(recordingId, recording);
      if (clips.length === 0) await deleteRecording(store, recordingId);
      return clips;
    } catch (error) {
      recording.recorder.abort();
      await recording.writes.catch(() => {});
      await deleteRecording(store, recordingId);
      throw error;
    }
  }

  async function remove(recordingId: string): Promise<void> {
    const recording = running.get(recordingId);
    recording?.receiver.close();
    recording?.recorder.abort();
    running.delete(recordingId);
    // A block that is being written would come back after the rest is gone.
    await recording?.writes.catch(() => {});
    await deleteRecording(store, recordingId);
    rest();
  }

  const wait = (delayMs: number) =>
    new Promise<void>((resolve) => void environment.schedule(resolve, delayMs));

  function rest(): void {
    if (running.size > 0 || !encodings.isEmpty()) return;
    const work = idleWork;
    idleWork = [];
    for (const one of work) one();
  }

  return {
    async start(start) {
      if (running.has(start.recordingId)) return;
      running.set(start.recordingId, hear(await open(start)));
    },
    attach(recordingId, port) {
      running.get(recordingId)?.receiver.attach(port);
    },
    async finish(recordingId, isCut) {
      const recording = running.get(recordingId);
      if (recording === undefined) return clipsLeft(recordingId);
      recording.finishing ??= finishHeard(recordingId, recording, isCut);
      return recording.finishing;
    },
    encode: (recordingId, samples, sampleRate) =>
      encodings.run(recordingId, () => encodeAll(recordingId, samples, sampleRate)),
    async read(recordingId, index) {
      const clip = (await recordOf(recordingId))?.clips[index];
      return clip && readClipBytes(store, clip);
    },
    delete: remove,
    async deleteAll() {
      await Promise.all([encodings.cancelAll(), ...Array.from(running.keys(), remove)]);
    },
    async flushBlocks() {
      for (const { recorder } of running.values()) recorder.flushBlock();
      await Promise.all([...running.values()].map(({ writes }) => writes.catch(() => {})));
    },
    isRunning: (recordingId) => running.has(recordingId) || encodings.has(recordingId),
    whenIdle(work) {
      idleWork.push(work);
      rest();
    },
    async close() {
      await Promise.allSettled(
        [...running].map(([id, recording]) => (recording.finishing ??= finishHeard(id, recording, true))),
      );
    },
  };
}

const goneError = () => new ParqueueError('cleared', 'what was encoded was deleted meanwhile');

async function keepBlock(
  { store, emit }: Pick<RecordingsOptions, 'store' | 'emit'>,
  recordingId: string,
  block: ClipBlock,
): Promise<void> {
  try {
    await writeBlock(store, recordingId, block);
  } catch (error) {
    const isFull = (error as DOMException).name === 'QuotaExceededError';
    if (isFull) emit({ type: 'quota', detail: { kind: 'audio' } });
    const said = `recording ${recordingId}: the browser refuses to store audio (${(error as Error).message})`;
    throw new ParqueueError('storage_failed', said, { cause: error });
  }
}

function hear(recording: Running): Heard {
  const { recorder } = recording;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const receiver = createCaptureReceiver({
    onBatch: recorder.push,
    onPaused: recorder.pause,
    onResumed: recorder.resume,
    onEnd: end,
  });
  return Object.assign(recording, { receiver, ended });
}
