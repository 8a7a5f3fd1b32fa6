import { rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  audio,
  bool,
  type Cells,
  classLabel,
  float64,
  int32,
  int64,
  json,
  string,
  table,
  timestamp,
} from '@parqueue/schema';
import { wasmMemory } from 'parquet-wasm/esm/parquet_wasm.js';
import { createParquetWasmWriter } from '../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import type { ShardContent } from '../../packages/sdk/src/parquet/shardWriter.ts';
import { parquetWasmBytes } from '../support/parquetWasm.ts';
import { type Random, seeded } from '../support/seeded.ts';
import { clipCell, readSampleClip } from '../support/shardSamples.ts';
import type { Figure } from './figure.ts';

export const events = table({
  name: 'events',
  features: {
    at: timestamp(),
    event: classLabel(['start', 'complete', 'cache_hit', 'error']),
    request_id: string(),
    session: string(),
    variant: string(),
    language: string(),
    voice: string(),
    model: string(),
    characters: int32(),
    tokens: int64(),
    queue_ms: float64(),
    synthesis_ms: float64(),
    total_ms: float64(),
    audio_s: float64(),
    cached: bool(),
    retried: bool(),
    status: int32(),
    detail: json<unknown>(),
  },
});

export const clips = table({ name: 'clips', features: { audio: audio(), id: string(), at: timestamp() } });

export const CLIP_BYTES = 300_000;
const ROUNDS = 15;
const EVENT_COUNTS = [
  [10_000, '≤ 30'],
  [1000, '≤ 6'],
  [100, '≤ 2'],
] as const;

/** Speed and memory of the Parquet writer. */
export async function parquetFigures(): Promise<Figure[]> {
  const writer = createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
    createdBy: 'bench',
  });
  const write = (content: ShardContent) => writer.write(content);
  const audioRows = Array.from({ length: 100 }, (_, i): Cells => [clipCell(CLIP_BYTES, i), `clip ${i}`, i]);
  const files = await Promise.all(audioRows.map((_, i) => readSampleClip(`clip-${CLIP_BYTES}`, i)));
  const readAudio = async (_: string, index: number) => files[index] ?? null;
  const recordings = { table: clips, rows: audioRows, readAudio };
  await write(recordings);
  const memoryMb = wasmMemory().buffer.byteLength / 2 ** 20;

  const figures: Figure[] = [];
  for (const [count, goal] of EVENT_COUNTS) {
    const content = { table: events, rows: eventRows(count), readAudio };
    const file = await write(content);
    const duckDb = await duckDbWriter(file);
    const value = await medianMs(() => write(content));
    const reference = await medianMs(duckDb.write);
    figures.push(
      {
        name: `${count} events of 20 columns, rows to Parquet`,
        value,
        unit: 'ms',
        reference: byDuckDb(reference),
        goal,
      },
      {
        name: `${count} events, file`,
        value: file.length / 1000,
        unit: 'kB',
        reference: byDuckDb(await duckDb.close()),
      },
    );
  }
  const duckDb = await duckDbWriter(await write(recordings));
  const speed = (ms: number): number => (audioRows.length * CLIP_BYTES) / 1000 / ms;
  const value = speed(await medianMs(() => write(recordings)));
  const reference = speed(await medianMs(duckDb.write));
  await duckDb.close();
  return [
    ...figures,
    {
      name: '100 clips of 300 kB, to Parquet',
      value,
      unit: 'MB/s',
      reference: byDuckDb(reference),
      goal: '≥ 500',
    },
    { name: '100 clips of 300 kB, WASM memory', value: memoryMb, unit: 'MiB', goal: '≤ 32' },
  ];
}

const byDuckDb = (value: number) => ({ name: "DuckDB's writer, one thread", value });

export function eventRows(count: number): Cells[] {
  const random = seeded(1);
  return Array.from({ length: count }, (_, i) => [...eventCells(random, i), hex(random, 32), 0]);
}

function eventCells(random: Random, i: number): Cells {
  const ms = (max: number): number => random.int(0, max * 1000) / 1000;
  return [
    1_770_083_445_000 + i * 250,
    random.int(0, 3),
    hex(random, 32),
    `session-${random.int(0, 50)}`,
    hex(seeded(random.int(0, variants(i))), 40),
    random.pick(['ar', 'en', 'ur', 'id']),
    random.pick(['alloy', 'echo', 'nova']),
    random.pick(['base-v2', 'large-v3']),
    random.int(1, 500),
    String(random.int(1, 4000)),
    ms(50),
    ms(900),
    ms(1000),
    ms(20),
    random.chance(0.35),
    random.chance(0.02),
    random.chance(0.98) ? 200 : 503,
    random.chance(0.1) ? `{"code":"timeout","after_ms":${random.int(1, 9999)}}` : null,
  ];
}

/** A third of the variants come again. */
const variants = (i: number): number => Math.max(1, Math.floor(i * 0.65));

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits / 8 }, () =>
    random
      .int(0, 2 ** 32 - 1)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

/** DuckDB with the rows of a file in memory, and its own way to write them: one thread, zstd. */
async function duckDbWriter(file: Uint8Array) {
  const source = join(tmpdir(), `bench-${process.pid}-in.parquet`);
  const target = join(tmpdir(), `bench-${process.pid}-out.parquet`);
  await writeFile(source, file);
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`create table rows as select * from read_parquet('${source}')`);
  return {
    write: () => connection.run(`copy rows to '${target}' (format parquet, compression zstd)`),
    /** Ends it; gives the size of its file in kB. */
    async close(): Promise<number> {
      const { size } = await stat(target);
      connection.closeSync();
      instance.closeSync();
      await Promise.all([rm(source), rm(target)]);
      return size / 1000;
    },
  };
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[ROUNDS >> 1] as number;
}
