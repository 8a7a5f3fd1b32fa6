import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The bytes of parquet-wasm's WASM, for Node. */
export const parquetWasmBytes = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')));
