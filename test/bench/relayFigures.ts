import type { Cells } from '@parqueue/schema';
import { readFlacClip, writeShard } from '../support/realShards.ts';
import { clipCell } from '../support/shardSamples.ts';
import type { Figure } from './figure.ts';
import { CLIP_BYTES, clips, eventRows, events } from './page/sampleTables.ts';
import { openRelayWorker } from './relayWorker/openRelayWorker.ts';
import { MERGED_COUNT } from './relayWorker/works.ts';

const MEBIBYTE = 1024 * 1024;
const LINE_COUNT = 10_000;

/** What the relay does with the bytes of a shard, in workerd. */
export async function relayFigures(): Promise<Figure[]> {
  const event = await writeShard('parquet-wasm', events, eventRows(100));
  const sounds = Array.from({ length: 10 }, (_, i): Cells => [clipCell(CLIP_BYTES, i), `clip ${i}`, i]);
  const audio = await writeShard('parquet-wasm', clips, sounds, readFlacClip);
  const lines = new TextEncoder().encode(Array.from({ length: LINE_COUNT }, (_, i) => eventLine(i)).join(''));
  const worker = await openRelayWorker();
  const ms = async (name: string, measured: ReturnType<typeof worker.measure>, goal?: string) => ({
    name,
    value: (await measured).roundMs,
    unit: 'ms',
    ...(goal !== undefined && { goal }),
  });
  try {
    const merged = await worker.measure('merge', event, 50);
    const read = await worker.measure('readLines', lines, 4);
    const built = await worker.measure('buildLines', lines, 10);
    return [
      await ms(
        'a shard of 100 events of 20 columns, checked',
        worker.measure('checkEvents', event, 6000),
        '≤ 0.1',
      ),
      await ms('a shard of 3 MB of audio, checked', worker.measure('checkAudio', audio, 15_000), '≤ 0.5'),
      await ms('the same events, all their values', worker.measure('eventValues', event, 600)),
      await ms('the same audio, all its values', worker.measure('audioValues', audio, 4000)),
      await ms(
        'the same audio, identities and paths alone',
        worker.measure('audioIdentities', audio, 15_000),
      ),
      {
        name: `${MERGED_COUNT} such shards into one file, each`,
        value: merged.roundMs / MERGED_COUNT,
        unit: 'ms',
        goal: '≤ 0.15',
      },
      { name: 'that file', value: merged.sizeBytes / MEBIBYTE, unit: 'MiB' },
      {
        name: '1,000 rows of 24 columns that came as JSON lines, checked',
        value: (read.roundMs * 1000) / LINE_COUNT,
        unit: 'ms',
      },
      {
        name: 'the same, built into Parquet',
        value: (built.roundMs * 1000) / LINE_COUNT,
        unit: 'ms',
      },
      { name: 'a row of them in the spool', value: read.sizeBytes / LINE_COUNT, unit: 'bytes' },
      { name: 'a row of them in the file', value: built.sizeBytes / LINE_COUNT, unit: 'bytes' },
    ];
  } finally {
    await worker.close();
  }
}

function eventLine(i: number): string {
  const id = (i * 2654435761).toString(16).padStart(16, '0');
  const row = {
    row_id: `0197c0de-0000-7abc-8def-${id.slice(-12)}`,
    timestamp: 1_770_083_445_000 + i * 37,
    event_type: 'request_complete',
    endpoint: '/v1/datasets/:dataset/shards',
    method: 'GET',
    status_code: 200,
    duration_ms: i % 57,
    request_id: id,
  };
  return `${JSON.stringify(row)}\n`;
}
