import type { Clip, EncodeInput } from '../api/audio.ts';
import { ParqueueError } from '../api/errors.ts';
import { decodeInput } from '../audio/decodeInput.ts';
import { decodeFlacOnPage } from '../browser/flacOnPage.ts';
import type { Engine } from '../engine/engine.ts';

/** Reads audio that exists already and has it encoded. */
export async function encodeInput(
  engine: Engine,
  recordingId: string,
  input: EncodeInput,
  sampleRate: number | undefined,
): Promise<readonly Clip[]> {
  const decoded = await decode(input, sampleRate);
  return engine.encode(recordingId, decoded.samples, decoded.sampleRate);
}

async function decode(input: EncodeInput, sampleRate: number | undefined) {
  try {
    return await decodeInput(input, { sampleRate, decodeFlac: decodeFlacOnPage });
  } catch (error) {
    throw new ParqueueError('audio_unreadable', `encode: ${(error as Error).message}`, { cause: error });
  }
}
