import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { createParquetWasmWriter } from '../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import { randomShard } from './randomShards.ts';
import { readSampleClip } from './shardSamples.ts';

/** In a worker thread, since a realm has one instance of the WASM: digests of random shards that this WASM writes. */
const { wasmFile, seeds } = workerData as { wasmFile: string; seeds: readonly number[] };
const wasm = new Uint8Array(readFileSync(wasmFile));
const writer = createParquetWasmWriter({ loadWasm: () => ({ module_or_path: wasm }), createdBy: 'test' });
const digests: string[] = [];
for (const seed of seeds) {
  const file = await writer.write({ ...randomShard(seed), readAudio: readSampleClip });
  digests.push(createHash('sha256').update(file).digest('hex'));
}
parentPort?.postMessage(digests);
