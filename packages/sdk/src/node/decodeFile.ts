import { ParqueueError } from '../api/errors.ts';
import type { DecodedAudio, NodeEncodeInput } from '../api/node.ts';
import { decodeInput } from '../audio/decodeInput.ts';
import { decodeFlac } from '../audio/flacDecoder.ts';
import { openFlac } from './nodeCodecs.ts';

/**
 * The sound of a file of WAV (16, 24, 32 bit) or mono FLAC of 16 bit, as samples at the file's own rate: for a program that looks at sound before it logs
 * it. Several channels are mixed to one.
 *
 * @throws {ParqueueError} `audio_unreadable`, saying what can be read.
 * @example
 * ```ts
 * import { decodeAudio } from '@parqueue/sdk/node';
 *
 * declare const file: Uint8Array;
 * const { samples, sampleRate } = await decodeAudio(file);
 * console.log(`${samples.length / sampleRate} s`);
 * ```
 */
export const decodeAudio = (file: Uint8Array | Blob): Promise<DecodedAudio> => decodeFile(file, undefined);

/** Mono samples at their own rate, of what Node can read; throws as `decodeAudio` does. */
export async function decodeFile(
  input: NodeEncodeInput,
  sampleRate: number | undefined,
): Promise<DecodedAudio> {
  const given = input instanceof Uint8Array ? new Blob([new Uint8Array(input)]) : input;
  try {
    return await decodeInput(given, {
      sampleRate,
      decodeFlac: async (bytes) => decodeFlac(await openFlac(), bytes),
      decodeAudioData: () => Promise.reject(new Error('Node has no other decoder')),
    });
  } catch (error) {
    if (error instanceof ParqueueError) throw error;
    const { message } = error as Error;
    const said = message.includes('browser cannot decode')
      ? 'expected samples, WAV of 16, 24 or 32 bit, or mono FLAC of 16 bit; convert other files first'
      : message;
    throw new ParqueueError('audio_unreadable', said, { cause: error });
  }
}
