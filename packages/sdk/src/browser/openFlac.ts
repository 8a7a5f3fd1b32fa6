import { ParqueueError } from '../api/errors.ts';
import { type FlacModule, loadFlac } from '../audio/flacModule.ts';
import type { EngineAssets } from './engineAssets.ts';

/**
 * The FLAC codec, with its WASM from where it is.
 *
 * @throws {ParqueueError} `audio_unsupported` where the browser does not take the WASM.
 */
export async function openFlac(assets: EngineAssets): Promise<FlacModule> {
  const response = await assets.flacWasm();
  if (!response.ok) throw new Error(`the FLAC WASM: ${response.url} answered ${response.status}`);
  const wasm = new Uint8Array(await response.arrayBuffer());
  try {
    return await loadFlac({ wasm });
  } catch (error) {
    const message = `there is no audio here: ${(error as Error).message}`;
    throw new ParqueueError('audio_unsupported', message, { cause: error });
  }
}
