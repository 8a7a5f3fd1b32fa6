import flacWasmUrl from 'libflacjs/dist/libflac.min.wasm.wasm?url';
import parquetWasmUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url';
import type { EngineAssets } from './engineAssets.ts';

/** The WASM where Vite serves it: for whoever builds these sources. The package's workers have `packedAssets.ts` in this place. */
export const assets: EngineAssets = {
  parquetWasm: () => fetch(new URL(parquetWasmUrl, import.meta.url)),
  flacWasm: () => fetch(new URL(flacWasmUrl, import.meta.url)),
};
