import { ParqueueError } from '../api/errors.ts';
import { CLIP_RATE, type ClipBlock, type ClipStart, type Clip as WholeClip } from '../audio/clip.ts';
import { type ClipRecorder, createClipRecorder } from '../audio/clipRecorder.ts';
import type { RecordingRecord, StartedClip } from '../store/records.ts';
import { digestClip } from './describeClips.ts';
import type { RecordingStart } from './engine.ts';
import { noteStart, writeBlock } from './recordingRecord.ts';
import type { RecordingsOptions } from './recordings.ts';

/** One recording that runs, or samples that are encoded. */
export interface Running {
  readonly recorder: ClipRecorder;
  /** The writing of blocks, one after the other. */
  readonly writes: Promise<void>;
  /** The clips that are whole and stored. */
  readonly clips: (WholeClip & { readonly flacSha256: string })[];
}

/** Begins a recording: from here on, what its recorder is given is kept block by block. */
export async function openRecording(options: RecordingsOptions, start: RecordingStart): Promise<Running> {
  const { store, clientId, environment } = options;
  const { recordingId, startedAt } = start;
  const { createEncoder, openPcmHash } = await environment.loadAudio();
  const pcmHash = await openPcmHash();
  const started: StartedClip[] = [];
  const clips: Running['clips'] = [];
  let isOpen = false;
  let writes = Promise.resolve();
  const queue = (write: () => Promise<void>) => {
    writes = writes.then(write);
    writes.catch(() => {});
  };
  // Those of the clip at hand, for its digest: to read them back takes ten times as long as to hash them.
  let blocks: Uint8Array[] = [];
  const recorder = createClipRecorder({
    inputRate: start.sampleRate,
    createEncoder,
    pcmHash,
    onClipStart: (clip) => {
      if (isOpen) queue(() => noteStart(store, recordingId, startedClip(clip)));
      else started.push(startedClip(clip));
    },
    onBlock: (block) => {
      blocks.push(block.bytes);
      queue(() => keepBlock(options, recordingId, block));
    },
    onClip: (clip) => {
      const bytes = blocks;
      blocks = [];
      queue(async () => void clips.push(await digestClip(environment, clip, bytes)));
    },
  });
  const record: RecordingRecord = { clientId, startedAt, state: 'recording', clips: [], started };
  try {
    await store.write(['recordings'], (t) => t.put('recordings', [recordingId], record), {
      durability: 'strict',
    });
  } catch (error) {
    recorder.abort();
    throw error;
  }
  isOpen = true;
  return {
    recorder,
    clips,
    get writes() {
      return writes;
    },
  };
}

const startedClip = ({ clipIndex, startSample, header }: ClipStart): StartedClip => ({
  index: clipIndex,
  startS: startSample / CLIP_RATE,
  header,
});

async function keepBlock(
  { store, emit, room }: RecordingsOptions,
  recordingId: string,
  block: ClipBlock,
): Promise<void> {
  try {
    await room.takeAudio(recordingId, block.bytes.length);
    await writeBlock(store, recordingId, block);
  } catch (error) {
    if (isFull(error)) emit({ type: 'quota', detail: { kind: 'audio', recordingId } });
    const said = `recording ${recordingId}: the browser refuses to store audio (${(error as Error).message})`;
    throw new ParqueueError('storage_failed', said, { cause: error });
  }
}

/** Whether an error, or what led to it, says that there is no room. */
export const isFull = (error: unknown): boolean => {
  const { name, cause } = (error ?? {}) as Error;
  return name === 'QuotaExceededError' || (cause as Error | undefined)?.name === 'QuotaExceededError';
};
