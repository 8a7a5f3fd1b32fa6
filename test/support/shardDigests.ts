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
    sha256: '4ccfafb6f43e4f35688e880dbf92fe64565d5e1ebbfa15abbcf366bb2715cf86',
  },
  'several row groups of audio': {
    table: everyFeature.parquet,
    rows: Array.from({ length: 40 }, (_, i) => [clipCell(200_000, i)]),
    sha256: '89a6b08e294a88e1a139db3e19249b4474089dd8e1e1b1a3b4d10be53446fd33',
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
