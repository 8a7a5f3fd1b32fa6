import type { Cells, TableDefinition } from '@parqueue/schema';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { readSampleClip } from '../../../../test/support/shardSamples.ts';
import { createLightParquetWriter } from '../../../sdk/src/parquet/lightParquetWriter.ts';
import { createParquetWasmWriter } from '../../../sdk/src/parquet/parquetWasmWriter.ts';

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

/** A shard as the SDK writes it. */
export const writeShard = (
  writer: WriterName,
  table: TableDefinition,
  rows: readonly Cells[],
): Promise<Uint8Array<ArrayBuffer>> => WRITERS[writer].write({ table, rows, readAudio: readSampleClip });
