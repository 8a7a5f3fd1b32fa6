import { decodeFlac } from '../flac/decodeFlac.ts';
import { Permanent } from './processErrors.ts';

/** The samples of a recording, from -1 to 1. @throws {Permanent} when it is no FLAC of one channel, or cut off. */
export function pcmOf(bytes: Uint8Array): Float32Array {
  try {
    const { head, samples } = decodeFlac(bytes);
    if (samples.length < head.sampleCount) throw new Error('breaks off');
    return Float32Array.from(samples, (sample) => sample / 2 ** (head.bitsPerSample - 1));
  } catch (error) {
    throw new Permanent(`the recording ${error instanceof Error ? error.message : error}`);
  }
}
