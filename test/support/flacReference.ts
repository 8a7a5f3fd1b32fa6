/** One clip encoded in one go, and what it must come to on every engine. */
import type { AudioEncoder } from '../../packages/sdk/src/audio/audioEncoder.ts';
import { patchStreamInfo } from '../../packages/sdk/src/audio/streamInfo.ts';
import { concatenate } from '../../packages/sdk/src/base/concatenate.ts';

/** SHA-256 of the file that `murmur(100_000)` encodes to. */
export const MURMUR_FLAC_SHA256 = '6f884c0527647c4390841e5d5470187897a3f272cc0b1ead60941f35526a5f73';

/** The whole file of the PCM, and its encoder's end. */
export function encodeFile(encoder: AudioEncoder, pcm: Int16Array): Uint8Array<ArrayBuffer> {
  const frames = encoder.encode(pcm);
  const end = encoder.finish();
  const header = patchStreamInfo(encoder.header, end.streamInfo);
  return concatenate([header, ...[...frames, ...end.frames].map((frame) => frame.bytes)]);
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
