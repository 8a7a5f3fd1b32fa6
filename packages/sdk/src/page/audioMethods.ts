import type { Clip, EncodeInput, Recording, RecordOptions } from '../api/audio.ts';
import { ParqueueError } from '../api/errors.ts';
import type { LoggerOptions, Tables } from '../api/logger.ts';
import type { PageEnvironment } from '../browser/pageEnvironment.ts';
import { persistStorage } from '../browser/persistStorage.ts';
import { workletAddress } from '../browser/workletAddress.ts';
import type { Engine } from '../engine/engine.ts';
import type { CoreMethods } from './createCore.ts';
import type { EngineLink } from './engineLink.ts';

export interface AudioParts {
  readonly engine: EngineLink['engine'];
  readonly newId: () => string;
  /** Why there is no audio, as far as is known. */
  readonly wasmRefusal: () => string | undefined;
}

/** The doors of audio, loaded when they are first used. */
export function audioMethods(
  options: LoggerOptions<Tables>,
  page: PageEnvironment,
  { engine, newId, wasmRefusal }: AudioParts,
): Pick<CoreMethods, 'record' | 'encode' | 'readClip' | 'deleteRecording'> {
  let isAsked = options.persist === false;

  /** The engine, once it is known that it has audio. */
  async function audioEngine(): Promise<Engine> {
    const running = await engine();
    throwIfRefused(wasmRefusal());
    return running;
  }

  async function record(given: RecordOptions = {}): Promise<Recording> {
    // Before anybody is asked for the microphone in vain.
    throwIfRefused(wasmRefusal());
    const { startRecording } = await import('./recorder.ts');
    const workletUrl = workletAddress(options);
    const parts = { engine: audioEngine, newId, now: page.now, workletUrl, report: page.report };
    const recording = await startRecording(parts, given);
    if (!isAsked) void persistStorage();
    isAsked = true;
    return recording;
  }

  async function encode(input: EncodeInput, sampleRate: number | undefined): Promise<readonly Clip[]> {
    const { encodeInput } = await import('./encodeInput.ts');
    return encodeInput(await audioEngine(), newId(), input, sampleRate);
  }

  async function readClip(recordingId: string, index: number): Promise<Blob | undefined> {
    const bytes = await (await engine()).readClip(recordingId, index);
    return bytes && new Blob([bytes], { type: 'audio/flac' });
  }

  return {
    record,
    encode: (input, { sampleRate } = {}) => encode(input, sampleRate),
    readClip: ({ recordingId, index }) => readClip(recordingId, index),
    deleteRecording: async (recordingId) => (await engine()).deleteRecording(recordingId),
  };
}

function throwIfRefused(reason: string | undefined): void {
  if (reason !== undefined) throw new ParqueueError('audio_unsupported', `there is no audio here: ${reason}`);
}
