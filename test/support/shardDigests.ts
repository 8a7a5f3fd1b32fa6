import type { Cells, TableDefinition } from '@parqueue/schema';
import { clipCell, everyFeature, randomRows } from './shardSamples.ts';

export interface SampleShard {
  readonly table: TableDefinition;
  readonly rows: readonly Cells[];
  /** SHA-256 of the file, in hex: the same in every browser and in Node. It changes only with the writer or the samples. */
  readonly sha256: string;
}

/** Shards whose bytes are known. */
export const sampleShards: Readonly<Record<string, SampleShard>> = {
  'rows of every feature': {
    table: everyFeature.parquet,
    rows: randomRows(everyFeature.parquet, 200, 7),
    sha256: '4a569baf84a3c7ea2dcd39568e5e2b0621cdd647f190ea5386c3c59be9cb8570',
  },
  'several row groups of audio': {
    table: everyFeature.parquet,
    rows: Array.from({ length: 40 }, (_, i) => [clipCell(200_000, i)]),
    sha256: '764adc3d5970dfcd21ad7700fabdc312b88eef83e792e794705424e66f529015',
  },
  'JSON lines': {
    table: everyFeature.jsonl,
    rows: randomRows(everyFeature.jsonl, 200, 7),
    sha256: '16093dacb5ff9746dd4c1d1d5d9f90511cc9b55f5f748204b59399c30d3de021',
  },
};

export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
