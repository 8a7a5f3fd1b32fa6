import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The WASM of the codecs, where the packages lie that it is from. The published package has `packedWasmFiles.ts` in this place. */
const { resolve } = createRequire(import.meta.url);

export const readParquetWasm = (): Promise<Buffer> =>
  readFile(resolve('parquet-wasm/esm/parquet_wasm_bg.wasm'));
export const readFlacWasm = (): Promise<Buffer> => readFile(resolve('libflacjs/dist/libflac.min.wasm.wasm'));
