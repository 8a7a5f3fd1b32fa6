import { audio, string, table } from '@parqueue/schema';
import { flac } from '../../../../test/support/recordedClips.ts';
import { noise } from '../../../../test/support/signals.ts';
import type { Clip } from '../api/audio.ts';
import { createFlacEncoder } from '../audio/flacEncoder.ts';
import { openPcmHash } from '../audio/pcmHash.ts';
import { recoverClip } from '../audio/recoverClip.ts';
import type { AudioParts } from '../engine/engineEnvironment.ts';
import type { ShardContent } from '../parquet/shardWriter.ts';
import { type Rig, type RigOptions, rest, startRig } from './engineRig.ts';

export const takes = table({
  name: 'takes',
  format: 'parquet',
  features: { audio: audio({ samplingRate: 16_000 }), user_id: string() },
});

export const loadAudio = async (): Promise<AudioParts> => ({
  createEncoder: () => createFlacEncoder(flac),
  openPcmHash,
  recover: (header, blocks) => recoverClip(flac, header, blocks),
});

/** Files as they go into shards, and rows that go without. */
interface Written {
  readonly files: Uint8Array[];
  silent: number;
}

export async function audioRig(options: RigOptions = {}): Promise<Rig & { written: Written }> {
  const written: Written = { files: [], silent: 0 };
  const writer = {
    async write({ rows, readAudio }: ShardContent) {
      for (const [cell] of rows) {
        const file = Array.isArray(cell) ? await readAudio(cell[0] as string, cell[1] as number) : null;
        if (file === null) written.silent++;
        else written.files.push(file.bytes);
      }
      return new Uint8Array(8);
    },
  };
  const rig = await startRig({
    tables: [takes],
    ...options,
    parts: { loadAudio, loadWriter: async () => writer, ...options.parts },
  });
  return { ...rig, written };
}

export const rowOf = (rig: Rig, seq: number, recordingId: string, index = 0) => ({
  ...rig.entry(seq, '', takes),
  line: JSON.stringify([[recordingId, index], null]),
});

/** Encodes a second of noise, or what is given, while time goes on. */
export async function encode(
  rig: Rig,
  recordingId: string,
  samples = noise(16_000),
): Promise<readonly Clip[]> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  const encoding = rig.engine.encode(recordingId, samples, 16_000);
  encoding.then(over, over);
  // The first one loads the codec, which takes its own time.
  while (!isOver) await rig.time.advance(1);
  return encoding;
}

/** The page's end of a capture. */
export async function startTake(rig: Rig, recordingId: string) {
  const { port1, port2 } = new MessageChannel();
  await rig.engine.startRecording({ recordingId, sampleRate: 16_000, startedAt: rig.time.now() });
  await rig.engine.attachCapture(recordingId, port2);
  let firstFrame = 0;
  return {
    async hear(seconds: number) {
      const samples = noise(seconds * 16_000).map((value) => value / 4);
      const taken = new Promise((resolve) => {
        port1.onmessage = resolve;
      });
      port1.postMessage({ kind: 'batch', samples, firstFrame });
      firstFrame += samples.length;
      await taken;
      await rest();
    },
    end: () => port1.postMessage({ kind: 'eof', frameCount: firstFrame }),
    close: () => port1.close(),
  };
}
