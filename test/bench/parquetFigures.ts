import { rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Cell, Cells, FeatureSpec } from '@parqueue/schema';
import { type BasicType, type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { wasmMemory } from 'parquet-wasm/esm/parquet_wasm.js';
import { createParquetWasmWriter } from '../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import type { AudioFile, ShardContent } from '../../packages/sdk/src/parquet/shardWriter.ts';
import { parquetWasmBytes } from '../support/parquetWasm.ts';
import { clipCell, readSampleClip } from '../support/shardSamples.ts';
import type { Figure } from './figure.ts';
import { CLIP_BYTES, clips, eventRows, events } from './page/sampleTables.ts';

const ROUNDS = 15;
const CLIP_COUNT = 100;
const EVENT_COUNTS = [
  [10_000, '≤ 30'],
  [1000, '≤ 6'],
  [100, '≤ 2'],
] as const;

const DUCKDB = "DuckDB's writer, one thread";
const HYPARQUET = 'hyparquet-writer as it comes, snappy';

type Write = () => unknown;

/** Speed and memory of the Parquet writer, by turns with DuckDB's. */
export async function parquetFigures(): Promise<Figure[]> {
  const writer = createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
    createdBy: 'bench',
  });
  const memoryMb = () => wasmMemory().buffer.byteLength / 2 ** 20;
  const write = (content: ShardContent) => writer.write(content);
  const recordings = await audioFigures(write);
  const audioMb = memoryMb();
  const figures: Figure[] = [];
  for (const [count, goal] of EVENT_COUNTS) figures.push(...(await eventFigures(write, count, goal)));
  return [
    ...figures,
    ...recordings,
    { name: `${CLIP_COUNT} clips of 300 kB, WASM memory`, value: audioMb, unit: 'MiB', goal: '≤ 32' },
    { name: 'WASM memory after all', value: memoryMb(), unit: 'MiB', goal: '≤ 32' },
  ];
}

async function eventFigures(
  write: (content: ShardContent) => Promise<Uint8Array>,
  count: number,
  goal: string,
): Promise<Figure[]> {
  const rows = eventRows(count);
  const content = { table: events, rows, readAudio: async () => null };
  const file = await write(content);
  const duckDb = await duckDbWriter(file);
  const [ours = 0, theirs = 0] = await mediansMs([() => write(content), duckDb.write]);
  const [light = 0] = await mediansMs([() => parquetWriteBuffer({ columnData: eventColumns(rows) })]);
  const name = `${count} events of 20 columns, rows to Parquet`;
  const kB = await duckDb.close();
  const lightKb = parquetWriteBuffer({ columnData: eventColumns(rows) }).byteLength / 1000;
  const sized = { name: `${count} events, file`, value: file.length / 1000, unit: 'kB' };
  return [
    { name, value: ours, unit: 'ms', reference: { name: DUCKDB, value: theirs }, goal },
    { name, value: ours, unit: 'ms', reference: { name: HYPARQUET, value: light }, goal },
    { ...sized, reference: { name: DUCKDB, value: kB } },
    { ...sized, reference: { name: HYPARQUET, value: lightKb } },
  ];
}

async function audioFigures(write: (content: ShardContent) => Promise<Uint8Array>): Promise<Figure[]> {
  const rows = Array.from({ length: CLIP_COUNT }, (_, i): Cells => [clipCell(CLIP_BYTES, i), `clip ${i}`, i]);
  const files = await Promise.all(rows.map((_, i) => readSampleClip(`clip-${CLIP_BYTES}`, i)));
  const content = {
    table: clips,
    rows,
    readAudio: async (_: string, index: number) => files[index] ?? null,
  };
  const duckDb = await duckDbWriter(await write(content));
  const columnData = clipColumns(rows, files);
  const times = [
    ...(await mediansMs([() => write(content), duckDb.write])),
    ...(await mediansMs([() => parquetWriteBuffer({ columnData, codec: 'UNCOMPRESSED' })])),
  ];
  await duckDb.close();
  const [ours = 0, theirs = 0, light = 0] = times.map((ms) => (CLIP_COUNT * CLIP_BYTES) / 1000 / ms);
  const figure = {
    name: `${CLIP_COUNT} clips of 300 kB, to Parquet`,
    value: ours,
    unit: 'MB/s',
    goal: '≥ 500',
  };
  return [
    { ...figure, reference: { name: DUCKDB, value: theirs } },
    { ...figure, reference: { name: 'hyparquet-writer as it comes, uncompressed', value: light } },
  ];
}

const TYPES: Readonly<Partial<Record<FeatureSpec['kind'], BasicType>>> = {
  bool: 'BOOLEAN',
  int32: 'INT32',
  int64: 'INT64',
  classLabel: 'INT64',
  timestamp: 'INT64',
  float64: 'DOUBLE',
};

/** The columns of the events as hyparquet-writer takes them. */
const eventColumns = (rows: readonly Cells[]): ColumnSource[] =>
  Object.entries(events.features).map(([name, { kind }], i) => {
    const type = TYPES[kind] ?? 'STRING';
    const shown = (cell: Cell) => (type === 'INT64' && cell !== null ? BigInt(cell as string) : cell);
    return { name, type, data: rows.map((cells) => shown(cells[i] ?? null)) };
  });

/** The audio and the names of clips; hyparquet-writer takes structs only with a schema, so that its audio is one column of bytes. */
const clipColumns = (rows: readonly Cells[], files: readonly (AudioFile | null)[]): ColumnSource[] => [
  { name: 'bytes', type: 'BYTE_ARRAY', data: files.map((file) => file?.bytes ?? null), encoding: 'PLAIN' },
  { name: 'path', type: 'STRING', data: files.map((file) => file?.path ?? null) },
  { name: 'id', type: 'STRING', data: rows.map((cells) => cells[1]) },
];

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

/** Medians of rounds in which each has its turn. Of what is written in JavaScript each is measured apart, so that none pays for another's garbage. */
async function mediansMs(works: readonly Write[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, work] of works.entries()) {
      const start = performance.now();
      await work();
      times[i]?.push(performance.now() - start);
    }
  }
  return times.map((all) => all.toSorted((a, b) => a - b)[ROUNDS >> 1] as number);
}
