import { gzipSync } from 'node:zlib';
import type { Cells } from '@parqueue/schema';
import { build } from 'esbuild';
import { createLightParquetWriter } from '../../packages/sdk/src/parquet/lightParquetWriter.ts';
import { createParquetWasmWriter } from '../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import type { ShardContent, ShardWriter } from '../../packages/sdk/src/parquet/shardWriter.ts';
import { parquetWasmBytes } from '../support/parquetWasm.ts';
import { clipCell, readSampleClip } from '../support/shardSamples.ts';
import type { Figure } from './figure.ts';
import { CLIP_BYTES, clips, eventRows, events } from './page/sampleTables.ts';

const ROUNDS = 21;
const EVENT_COUNTS = [10_000, 1000, 100] as const;
const CLIP_COUNT = 100;

/** The writer without WASM beside the one with it, by turns in one run: time, size of the files, and what it adds to a download. */
export async function lightWriterFigures(): Promise<Figure[]> {
  const writers = {
    light: createLightParquetWriter({ createdBy: 'bench' }),
    full: createParquetWasmWriter({
      loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
      createdBy: 'bench',
    }),
  };
  const figures: Figure[] = [];
  for (const count of EVENT_COUNTS) {
    const rows = { table: events, rows: eventRows(count), readAudio: async () => null };
    const { light, full } = await compare(writers, rows);
    const [time, file] = [`${count} events of 20 columns, rows to Parquet`, `${count} events, file`];
    figures.push({ name: time, value: light.ms, unit: 'ms', reference: byFull(full.ms) });
    figures.push({ name: file, value: light.kB, unit: 'kB', reference: byFull(full.kB) });
  }
  const { light, full } = await compare(writers, await recordings());
  const speed = ({ ms }: Measured): number => (CLIP_COUNT * CLIP_BYTES) / 1000 / ms;
  return [
    ...figures,
    {
      name: '100 clips of 300 kB, to Parquet',
      value: speed(light),
      unit: 'MB/s',
      reference: byFull(speed(full)),
    },
    { name: 'the writer and all it needs, gzip', value: await bundleKb(), unit: 'kB', goal: '≤ 22' },
  ];
}

const byFull = (value: number) => ({ name: 'parquet-wasm, zstd', value });

interface Measured {
  /** Median of the rounds. */
  readonly ms: number;
  readonly kB: number;
}

async function compare<K extends string>(writers: Readonly<Record<K, ShardWriter>>, content: ShardContent) {
  const names = Object.keys(writers) as K[];
  const rounds: Measured[][] = names.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, name] of names.entries()) {
      const start = performance.now();
      const file = await writers[name].write(content);
      rounds[i]?.push({ ms: performance.now() - start, kB: file.length / 1000 });
    }
  }
  const medians = rounds.map((all) => all.toSorted((a, b) => a.ms - b.ms)[ROUNDS >> 1] as Measured);
  return Object.fromEntries(names.map((name, i) => [name, medians[i]])) as Record<K, Measured>;
}

async function recordings(): Promise<ShardContent> {
  const rows = Array.from({ length: CLIP_COUNT }, (_, i): Cells => [clipCell(CLIP_BYTES, i), `clip ${i}`, i]);
  const files = await Promise.all(rows.map((_, i) => readSampleClip(`clip-${CLIP_BYTES}`, i)));
  return { table: clips, rows, readAudio: async (_, index) => files[index] ?? null };
}

async function bundleKb(): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: ['packages/sdk/src/parquet/lightParquetWriter.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length / 1000;
}
