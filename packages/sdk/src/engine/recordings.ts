import type { Clip } from '../api/audio.ts';
import { ParqueueError } from '../api/errors.ts';
import { type CaptureReceiver, createCaptureReceiver } from '../audio/captureReceiver.ts';
import type { Store } from '../store/store.ts';
import { deleteRecording } from './deleteRecording.ts';
import { describeClips, publicClip } from './describeClips.ts';
import { createEncodings } from './encodings.ts';
import { endFull } from './endFull.ts';
import type { EngineEvent, RecordingStart } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { isFull, openRecording, type Running } from './openRecording.ts';
import { readClipBytes } from './readBlocks.ts';
import { noteEnd } from './recordingRecord.ts';
import { recoverRecording } from './recoverRecordings.ts';
import type { StorageRoom } from './storageRoom.ts';

export interface RecordingsOptions {
  readonly store: Store;
  readonly clientId: string;
  readonly environment: Pick<EngineEnvironment, 'loadAudio' | 'sha256' | 'now' | 'schedule'>;
  readonly emit: (event: EngineEvent) => void;
  readonly room: StorageRoom;
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

export function createRecordings(options: RecordingsOptions): Recordings {
  const { store, environment, emit, room } = options;
  const running = new Map<string, Heard>();
  const encodings = createEncodings(rest);
  let idleWork: (() => void)[] = [];

  async function complete(recordingId: string, recording: Running): Promise<readonly Clip[]> {
    const { gapFrames } = recording.recorder.finish();
    await recording.writes;
    const clips = describeClips(environment.now(), recordingId, recording.clips);
    await noteEnd(store, recordingId, clips);
    room.endAudio(recordingId);
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
      // Whoever listens was told that it ended for want of room: its clips are what was kept.
      if (isFull(error))
        return (await endFull(options, recordingId))?.map(publicClip) ?? (await clipsLeft(recordingId));
      // The beginning is here; the row that waits for it goes with that.
      await recoverRecording(options, recordingId).catch(() => {});
      throw error;
    } finally {
      running.delete(recordingId);
      room.endAudio(recordingId);
      rest();
    }
  }

  async function encodeAll(
    recordingId: string,
    samples: Float32Array,
    sampleRate: number,
  ): Promise<readonly Clip[]> {
    const recording = await openRecording(options, { recordingId, sampleRate, startedAt: environment.now() });
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
      room.endAudio(recordingId);
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
    await store.forget?.();
    room.endAudio(recordingId);
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
      await room.checkAudio();
      running.set(start.recordingId, hear(await openRecording(options, start)));
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
