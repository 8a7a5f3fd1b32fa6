import { expect, it } from 'vitest';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { sampleShards, sha256Hex } from '../../../../test/support/shardDigests.ts';
import { readSampleClip } from '../../../../test/support/shardSamples.ts';
import { createJsonLinesWriter } from './jsonLinesWriter.ts';
import { createParquetWasmWriter } from './parquetWasmWriter.ts';

const writers = {
  parquet: createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
    createdBy: 'parqueue-sdk version 0.0.0',
  }),
  jsonl: createJsonLinesWriter(),
};

it.each(Object.entries(sampleShards))('in Node, %s have the bytes that are known', async (_, shard) => {
  const { table, rows, sha256 } = shard;
  const file = await writers[table.format].write({ table, rows, readAudio: readSampleClip });
  expect(await sha256Hex(file)).toBe(sha256);
});
