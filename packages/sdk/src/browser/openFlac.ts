import { type FlacModule, loadFlac } from '../audio/flacModule.ts';
import type { EngineAssets } from './engineAssets.ts';

/** The FLAC codec, with its WASM from where it is. */
export async function openFlac(assets: EngineAssets): Promise<FlacModule> {
  const response = await assets.flacWasm();
  if (!response.ok) throw new Error(`the FLAC WASM: ${response.url} answered ${response.status}`);
  return loadFlac({ wasm: new Uint8Array(await response.arrayBuffer()) });
}
