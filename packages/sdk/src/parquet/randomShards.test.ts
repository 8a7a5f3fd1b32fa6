import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { footerLies } from '../../../../test/support/footerLies.ts';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { randomShard } from '../../../../test/support/randomShards.ts';
import { readWithHyparquet } from '../../../../test/support/shardReaders.ts';
import { expectedRows, readSampleClip } from '../../../../test/support/shardSamples.ts';
import { createLightParquetWriter } from './lightParquetWriter.ts';
import { createParquetWasmWriter } from './parquetWasmWriter.ts';

const SEED = Math.floor(Math.random() * 2 ** 31);
const seeds = Array.from({ length: 15 }, (_, i) => SEED + i);

const writers = {
  'parquet-wasm': createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
    createdBy: 'test',
  }),
  light: createLightParquetWriter({ createdBy: 'test' }),
};

it.each(Object.entries(writers))(
  `%s writes random tables so that every size, number and offset in the file is true (seeds from ${SEED})`,
  async (_, writer) => {
    for (const seed of seeds) {
      const shard = randomShard(seed);
      const file = await writer.write({ ...shard, readAudio: readSampleClip });
      expect(footerLies(file), `seed ${seed}`).toEqual([]);
      const expected = await expectedRows(shard.table, shard.rows);
      expect(await readWithHyparquet(file, shard.table), `seed ${seed}`).toEqual(expected);
    }
  },
  60_000,
);

it(`the WASM as it ships writes the bytes of the whole one, whatever the table (seeds from ${SEED})`, async () => {
  const shipped = join(tmpdir(), `parquet-${process.pid}.wasm`);
  const whole = createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm');
  writeFileSync(shipped, parquetWasmBytes());
  try {
    const [ours, theirs] = await Promise.all([digestsWith(shipped), digestsWith(whole)]);
    expect(ours).toEqual(theirs);
  } finally {
    rmSync(shipped);
  }
}, 60_000);

/** The digests of the shards as this WASM writes them. */
function digestsWith(wasmFile: string): Promise<unknown> {
  const url = new URL('../../../../test/support/randomShardDigests.ts', import.meta.url);
  const worker = new Worker(url, { workerData: { wasmFile, seeds } });
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}
