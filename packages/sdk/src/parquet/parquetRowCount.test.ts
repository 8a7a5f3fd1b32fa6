import { type Cells, list, string, struct, table } from '@parqueue/schema';
import { expect, it } from 'vitest';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { schedule } from '../../../../test/support/schedule.ts';
import { everyFeature, randomRows, readSampleClip } from '../../../../test/support/shardSamples.ts';
import { parquetRowCount } from './parquetRowCount.ts';
import { createParquetWasmWriter } from './parquetWasmWriter.ts';

const writer = createParquetWasmWriter({
  loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
  createdBy: 'test',
  schedule,
});
const flat = table({ name: 'flat', features: { text: string(), deep: list(struct({ a: list(string()) })) } });
const write = (rows: Cells[], definition = flat) =>
  writer.write({ table: definition, rows, readAudio: readSampleClip });

it.each([1, 63, 64, 127, 128, 8192, 70_000])('reads %i rows from the footer', async (count) => {
  expect(parquetRowCount(await write(Array.from({ length: count }, () => ['x'])))).toBe(count);
});

it('reads the rows of a table with every feature', async () => {
  expect(parquetRowCount(await write(randomRows(everyFeature.parquet, 300, 1), everyFeature.parquet))).toBe(
    300,
  );
});

it('finds no footer in a file that was cut, or that is none', async () => {
  const file = await write([['x']]);
  expect(parquetRowCount(file.subarray(0, -1))).toBeNull();
  expect(parquetRowCount(new Uint8Array(0))).toBeNull();
  expect(parquetRowCount(new Uint8Array(100))).toBeNull();
});
