import { createHash } from 'node:crypto';
import { audioChunk, transcription } from '@parqueue/schema/presets';
import { type DemoRevision, type DemoScene, type DemoTable, timesOf } from './demoData.ts';
import { synthesizeSpeech } from './synthesizeSpeech.ts';

const PROCESSOR = 'whisper-v3';
const PROCESSOR_KEY = createHash('sha256').update(`${PROCESSOR} 1 {}`).digest('hex');

const SENTENCES = [
  'The train to Alexandria leaves at nine.',
  'In the name of God, the Merciful, the Compassionate.',
  'Please leave a message after the tone.',
  'We meet again on Thursday, by the river.',
];

/** Recordings in pieces, two or three of each; most have a transcript, those of the last two days wait for one. */
export function makeChunks(scene: DemoScene): DemoTable[] {
  const { random, endMs } = scene;
  const chunks: DemoRevision[] = [];
  const results: DemoRevision[] = [];
  for (const at of timesOf(scene, 1)) {
    const originalId = `call-${random.hex(6)}`;
    let start = at;
    for (let i = random.int(2, 3); i > 0; i--) {
      const hasSpeech = random.happens(0.85);
      const { bytes, path, durationS } = synthesizeSpeech(
        random,
        hasSpeech ? random.normal(2.5, 0.4) : 1,
        `${originalId}-${i}`,
      );
      const id = scene.idAt(start);
      const row = {
        audio: { bytes, path },
        original_id: originalId,
        start: new Date(start),
        has_speech: hasSpeech,
        duration: durationS,
        row_id: id,
        revision: 0,
      };
      chunks.push({ writtenAt: Math.min(start, endMs - 1), row });
      if (hasSpeech && start < endMs - 2 * 86_400_000)
        addResult(scene, { id, bytes, at: start + 3_600_000, results });
      start += Math.round(durationS * 1000);
    }
  }
  return [
    { table: audioChunk, revisions: chunks },
    { table: transcription, revisions: results },
  ];
}

interface Done {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly results: DemoRevision[];
}

function addResult(scene: DemoScene, { id, bytes, at, results }: Done): void {
  const { random } = scene;
  const draw = random.next();
  const status = draw < 0.86 ? 'ok' : draw < 0.94 ? 'empty' : 'error';
  const text = random.pick(SENTENCES);
  results.push({
    writtenAt: at,
    row: {
      processor: PROCESSOR,
      processor_key: PROCESSOR_KEY,
      recording_id: id,
      audio_hash: createHash('sha256').update(bytes).digest('hex'),
      status,
      attempt: 1,
      started_at: new Date(at),
      duration_ms: Math.round(random.skewed(900, 0.4)),
      data: status === 'ok' ? { text, language: 'en' } : null,
      error_name: status === 'error' ? 'TimeoutError' : null,
      error_message: status === 'error' ? 'no answer within 8 s' : null,
      worker: String(random.int(1, 2)),
      run_id: `run-${new Date(at).toISOString().slice(0, 10)}`,
      row_id: scene.idAt(at),
      revision: 0,
    },
  });
}
