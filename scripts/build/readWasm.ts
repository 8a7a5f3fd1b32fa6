import { simdFlacWasm } from './flacWasm/simdFlacWasm.ts';
import { trimmedParquetWasm } from './parquetWasm/trimmedParquetWasm.ts';

export interface ShippedWasm {
  readonly files: Readonly<Record<'parquet.wasm' | 'flac.wasm', Uint8Array>>;
  /** The packages that they are from. */
  readonly packages: readonly string[];
}

/** The WASM of the codecs, under the names that they ship with. */
export async function readWasm(): Promise<ShippedWasm> {
  return {
    files: { 'parquet.wasm': trimmedParquetWasm(), 'flac.wasm': await simdFlacWasm() },
    packages: ['parquet-wasm', 'libflacjs'],
  };
}
