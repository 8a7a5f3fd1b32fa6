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
    sha256: '3d2ac02e91e553f17e572c52dc7eb5b6cf40f270a702bab64e7d6dad31d08373',
  },
  'several row groups of audio': {
    table: everyFeature.parquet,
    rows: Array.from({ length: 40 }, (_, i) => [clipCell(200_000, i)]),
    sha256: 'f8e7d3eb731b40df26ca4d4fac1c865adcd99be5cfcabc3827cc0ad0df0915cf',
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
