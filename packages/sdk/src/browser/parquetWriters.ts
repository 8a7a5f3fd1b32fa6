import type { ShardWriter } from '../parquet/shardWriter.ts';
import type { EngineAssets } from './engineAssets.ts';
import { wasmRefusal } from './wasmRefusal.ts';

/** Which writer makes the Parquet: parquet-wasm, or hyparquet-writer, which is small and needs no WASM. */
export type WriterKind = 'parquet' | 'light';

/** Loads a writer of Parquet. */
export type LoadParquetWriter = (assets: EngineAssets) => Promise<ShardWriter>;

/** Named in every file that the SDK writes. */
const CREATED_BY = 'parqueue-sdk version 0.1.0';

export const loadLightWriter = async (): Promise<ShardWriter> => {
  const { createLightParquetWriter } = await import('../parquet/lightParquetWriter.ts');
  return createLightParquetWriter({ createdBy: CREATED_BY });
};

/** parquet-wasm; the light writer where WASM is refused. A WASM file that cannot be fetched is no refusal: that is tried again. */
export const loadFullWriter: LoadParquetWriter = async (assets) => {
  if (wasmRefusal() !== undefined) return loadLightWriter();
  const { createParquetWasmWriter } = await import('../parquet/parquetWasmWriter.ts');
  return createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: assets.parquetWasm() }),
    createdBy: CREATED_BY,
  });
};
