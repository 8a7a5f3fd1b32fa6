import { ParqueueError } from '../api/errors.ts';
import type { NodeEncodeInput } from '../api/node.ts';
import { decodeInput } from '../audio/decodeInput.ts';
import { decodeFlac } from '../audio/flacDecoder.ts';
import { openFlac } from './nodeCodecs.ts';

/**
 * Mono samples at their own rate, of what Node can read.
 *
 * @throws {ParqueueError} `audio_unreadable`, saying what can be read.
 */
export async function decodeFile(input: NodeEncodeInput, sampleRate: number | undefined) {
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
      ? 'encode: expected samples, WAV of 16, 24 or 32 bit, or mono FLAC of 16 bit; convert other files first'
      : message;
    throw new ParqueueError('audio_unreadable', said, { cause: error });
  }
}
