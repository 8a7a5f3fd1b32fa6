import flacWasmUrl from 'libflacjs/dist/libflac.min.wasm.wasm?url';
import { type DecodedFlac, decodeFlac } from '../audio/flacDecoder.ts';
import { loadFlac } from '../audio/flacModule.ts';

/** Decodes FLAC exactly, on the page: browsers decode it to their own rate. */
export async function decodeFlacOnPage(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedFlac> {
  return decodeFlac(await loadFlac({ wasm: new URL(flacWasmUrl, import.meta.url).href }), bytes);
}
