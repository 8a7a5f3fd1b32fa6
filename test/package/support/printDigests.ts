import { readFileSync } from 'node:fs';
import { type Cells, int64, list, string, table } from '@parqueue/schema';
import { createParquetWasmWriter } from '../../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import type { ShardContent } from '../../../packages/sdk/src/parquet/shardWriter.ts';
import { seeded } from '../../support/seeded.ts';
import { sha256Hex } from '../../support/shardDigests.ts';
import { clipCell, everyFeature, randomRows, readSampleClip } from '../../support/shardSamples.ts';

// Prints the digests of many shards as the WASM of the given file writes them: one process has one such WASM.

const writer = createParquetWasmWriter({
  loadWasm: () => ({ module_or_path: readFileSync(process.argv[2] as string) }),
  createdBy: 'test',
});
const wide = table({ name: 'wide', features: { id: string(), n: int64(), tags: list(string()) } });

/** Values that outgrow a dictionary page, texts that outgrow a data page, and long runs. */
function wideRows(count: number, seed: number): Cells[] {
  const random = seeded(seed);
  const tag = () => 'long '.repeat(random.int(0, 400)) + random.int(0, 9);
  return Array.from({ length: count }, (_, i) => [
    random.chance(0.1) ? null : `${random.int(0, count)}`.repeat(random.int(1, 20)),
    i < count / 2 ? '7' : String(random.int(-(2 ** 52), 2 ** 52)),
    random.chance(0.1) ? null : random.list(3, tag),
  ]);
}

const shards: Omit<ShardContent, 'readAudio'>[] = [
  ...Array.from({ length: 25 }, (_, seed) => ({
    table: everyFeature.parquet,
    rows: randomRows(everyFeature.parquet, 1 + seed * 7, seed),
  })),
  ...[1, 100, 3000, 20_000].map((count) => ({ table: wide, rows: wideRows(count, count) })),
  { table: everyFeature.parquet, rows: randomRows(everyFeature.parquet, 600, 1) },
  { table: everyFeature.parquet, rows: Array.from({ length: 30 }, (_, i) => [clipCell(700_000, i)]) },
];
for (const { table: definition, rows } of shards) {
  const file = await writer.write({ table: definition, rows, readAudio: readSampleClip });
  console.log(`${definition.name} ${rows.length} ${file.length} ${await sha256Hex(file)}`);
}
