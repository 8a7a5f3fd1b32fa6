import type { Cells, TableDefinition } from '@parqueue/schema';
import { createLightParquetWriter } from '../../packages/sdk/src/parquet/lightParquetWriter.ts';
import { createParquetWasmWriter } from '../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import { withFlacHead } from './flacHead.ts';
import { parquetWasmBytes } from './parquetWasm.ts';
import { readSampleClip } from './shardSamples.ts';

const createdBy = 'parqueue-sdk version 0.0.0';

const WRITERS = {
  'parquet-wasm': createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
    createdBy,
  }),
  light: createLightParquetWriter({ createdBy }),
};

export type WriterName = keyof typeof WRITERS;
export const writerNames = Object.keys(WRITERS) as WriterName[];

/** A shard as the SDK writes it, with the sample clips, whose sound is none. */
export const writeShard = (
  writer: WriterName,
  table: TableDefinition,
  rows: readonly Cells[],
  readAudio: typeof readSampleClip = readSampleClip,
): Promise<Uint8Array<ArrayBuffer>> => WRITERS[writer].write({ table, rows, readAudio });

/** The sample clips behind the head of a FLAC file. */
export async function readFlacClip(recordingId: string, clipIndex: number) {
  const clip = await readSampleClip(recordingId, clipIndex);
  return clip && { ...clip, bytes: withFlacHead(clip.bytes) };
}
