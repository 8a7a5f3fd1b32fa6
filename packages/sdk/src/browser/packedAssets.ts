import type { EngineAssets } from './engineAssets.ts';
import { unpackWasm } from './unpackWasm.ts';

/** Stands before the worker's text where the page starts it from a Blob (`packedDelivery.ts`); the worker's file has none. */
declare const PARQUEUE_WASM: Readonly<Record<string, string>> | undefined;

/** The WASM that came along as text, else the files beside this script. */
export const assets: EngineAssets = {
  parquetWasm: () => wasm('parquet.wasm'),
  flacWasm: () => wasm('flac.wasm'),
};

async function wasm(name: string): Promise<Response> {
  const packed = typeof PARQUEUE_WASM === 'undefined' ? undefined : PARQUEUE_WASM[name];
  // No literal: a bundler would take this for an asset, in a worker that has it elsewhere.
  return packed === undefined ? fetch(new URL(name, import.meta.url)) : unpackWasm(packed);
}
