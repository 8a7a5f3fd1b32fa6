import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { trimmedParquetWasm } from './parquetWasm/trimmedParquetWasm.ts';

const MODULES = join(dirname(dirname(import.meta.dirname)), 'node_modules');

export interface ShippedWasm {
  readonly files: Readonly<Record<'parquet.wasm' | 'flac.wasm', Uint8Array>>;
  /** The packages that they are from. */
  readonly packages: readonly string[];
}

/** The WASM of the codecs, under the names that they ship with. */
export async function readWasm(): Promise<ShippedWasm> {
  const flac = await readFile(join(MODULES, 'libflacjs/dist/libflac.min.wasm.wasm'));
  return {
    files: { 'parquet.wasm': trimmedParquetWasm(), 'flac.wasm': flac }, packages: ['parquet-wasm', 'libflacjs'],
  };
}
