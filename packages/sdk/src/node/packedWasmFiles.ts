import { readFile } from 'node:fs/promises';

/** The WASM of the codecs, as files of the published package, which has pages serve the same. */
export const readParquetWasm = (): Promise<Buffer> =>
  readFile(new URL('./worker/parquet.wasm', import.meta.url));
export const readFlacWasm = (): Promise<Buffer> => readFile(new URL('./worker/flac.wasm', import.meta.url));
