import { trimmedParquetWasm } from '../../scripts/build/parquetWasm/trimmedParquetWasm.ts';

/** The bytes of parquet-wasm's WASM as they ship, for Node. */
export const parquetWasmBytes = trimmedParquetWasm;
