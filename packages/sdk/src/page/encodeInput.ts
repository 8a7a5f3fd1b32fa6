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
  const { samples, sampleRate: rate } = await decode(input, sampleRate);
  // What goes to the worker is moved there: the page keeps what is its own.
  const isOurs = input instanceof Blob || samples.buffer !== memoryOf(input);
  return engine.encode(recordingId, isOurs ? samples : samples.slice(), rate);
}

const memoryOf = (input: Exclude<EncodeInput, Blob>): ArrayBufferLike =>
  input instanceof Float32Array ? input.buffer : input.getChannelData(0).buffer;

async function decode(input: EncodeInput, sampleRate: number | undefined) {
  try {
    return await decodeInput(input, { sampleRate, decodeFlac: decodeFlacOnPage });
  } catch (error) {
    if (error instanceof ParqueueError) throw error;
    throw new ParqueueError('audio_unreadable', `encode: ${(error as Error).message}`, { cause: error });
  }
}
