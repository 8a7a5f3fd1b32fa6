import { type DecodedFlac, decodeFlac } from '../audio/flacDecoder.ts';
import { pageAssets } from './delivery.ts';
import { openFlac } from './openFlac.ts';

/** Decodes FLAC exactly, on the page: browsers decode it to their own rate. */
export async function decodeFlacOnPage(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedFlac> {
  return decodeFlac(await openFlac(pageAssets), bytes);
}
