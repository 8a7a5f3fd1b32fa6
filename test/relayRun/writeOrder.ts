import { createJsonLinesWriter } from '../../packages/sdk/src/parquet/jsonLinesWriter.ts';
import { createLightParquetWriter } from '../../packages/sdk/src/parquet/lightParquetWriter.ts';
import { createParquetWasmWriter } from '../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import type { ShardWriter } from '../../packages/sdk/src/parquet/shardWriter.ts';
import { parquetWasmBytes } from '../support/parquetWasm.ts';
import { rowsOf } from './rowsOf.ts';
import { type BoundOrder, TABLES } from './shardOrder.ts';

const createdBy = 'parqueue-sdk version 0.0.0';
const lines = createJsonLinesWriter();
const WRITERS: Readonly<Record<BoundOrder['writer'], ShardWriter>> = {
  'parquet-wasm': createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
    createdBy,
  }),
  light: createLightParquetWriter({ createdBy }),
};

/** The shard as the SDK would write it. */
export function writeOrder(order: BoundOrder): Promise<Uint8Array<ArrayBuffer>> {
  const table = TABLES[order.table];
  const { rows, clipOf } = rowsOf(order);
  const writer = table.format === 'jsonl' ? lines : WRITERS[order.writer];
  return writer.write({
    table,
    rows,
    readAudio: async (recordingId, row) => ({ bytes: clipOf(row), path: `${recordingId}-${row}.flac` }),
  });
}
