import wasmUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url';
import { createJsonLinesWriter } from '../../packages/sdk/src/parquet/jsonLinesWriter.ts';
import { createParquetWasmWriter } from '../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import { sampleShards } from './shardDigests.ts';
import { readSampleClip } from './shardSamples.ts';

/** Writes all sample shards in a module worker; answers with their files by name. */
const writers = {
  parquet: createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: wasmUrl }),
    createdBy: 'parqueue-sdk version 0.0.0',
  }),
  jsonl: createJsonLinesWriter(),
};

const files = await Promise.all(
  Object.entries(sampleShards).map(async ([name, { table, rows }]) => {
    return [name, await writers[table.format].write({ table, rows, readAudio: readSampleClip })] as const;
  }),
);
self.postMessage(new Map(files));
