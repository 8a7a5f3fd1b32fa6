import type { Cells, TableDefinition } from '@parqueue/schema';
import { createLightParquetWriter } from '../../packages/sdk/src/parquet/lightParquetWriter.ts';

const writer = createLightParquetWriter({ createdBy: 'test' });

/** A shard as the SDK writes it without WASM, wherever this runs. Its clips all sound alike. */
export const lightShard = (
  table: TableDefinition,
  rows: readonly Cells[],
  sound = new Uint8Array(0),
): Promise<Uint8Array<ArrayBuffer>> =>
  writer.write({ table, rows, readAudio: async () => ({ bytes: sound, path: 'clip.flac' }) });
