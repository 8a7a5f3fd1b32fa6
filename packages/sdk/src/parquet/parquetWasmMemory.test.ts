import { type Cells, table as defineTable, float64, struct } from '@parqueue/schema';
import { wasmMemory } from 'parquet-wasm/esm/parquet_wasm.js';
import { expect, it } from 'vitest';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { clipCell, everyFeature, randomRows, readSampleClip } from '../../../../test/support/shardSamples.ts';
import { createParquetWasmWriter } from './parquetWasmWriter.ts';

const MEBIBYTE = 2 ** 20;
const table = everyFeature.parquet;

it('the WASM holds a row group and not the shard, no audio, and gives back what a write took', async () => {
  const writer = createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
    createdBy: 'test',
  });
  const write = (rows: Cells[]) => writer.write({ table, rows, readAudio: readSampleClip });
  const memoryBytes = (): number => wasmMemory().buffer.byteLength;

  await write(Array.from({ length: 100 }, (): Cells => []));
  const withoutAudio = memoryBytes();
  const clips = Array.from({ length: 100 }, (_, i): Cells => [clipCell(300_000, i)]);
  expect((await write(clips)).length).toBeGreaterThan(30_000_000);
  expect(memoryBytes()).toBe(withoutAudio);

  const text = (i: number): string => i.toString(36).repeat(60);
  const texts = Array.from({ length: 50_000 }, (_, i): Cells => [null, text(i)]);
  expect((await write(texts)).length).toBeGreaterThan(100_000);
  expect(memoryBytes()).toBeLessThan(32 * MEBIBYTE);

  const fields = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, float64()]));
  const wide = defineTable({ name: 'wide', features: { wide: struct(fields) }, revisions: false });
  const absent = Array.from({ length: 50_000 }, (): Cells => [null]);
  await writer.write({ table: wide, rows: absent, readAudio: readSampleClip });
  expect(memoryBytes()).toBeLessThan(32 * MEBIBYTE);

  const rows = randomRows(table, 200, 1);
  const unfit = [...rows.slice(0, 3), [null, 5]] as Cells[];
  for (let i = 0; i < 5; i++) await write(rows);
  const settled = memoryBytes();
  for (let i = 0; i < 40; i++) {
    await write(rows);
    await write(unfit).catch(() => undefined);
  }
  await write(clips);
  expect(memoryBytes()).toBe(settled);
}, 60_000);
