import type { Clip, EncodeInput, Recording, RecordOptions } from '../api/audio.ts';
import type { LoggerMethods, LoggerOptions, Tables } from '../api/logger.ts';
import { quiet } from '../base/quiet.ts';
import type { PageEnvironment } from '../browser/pageEnvironment.ts';
import type { EngineLink } from './engineLink.ts';

/** The doors of audio, loaded when they are first used. */
export function audioMethods(
  options: LoggerOptions<Tables>,
  page: PageEnvironment,
  { engine, newId }: { engine: EngineLink['engine']; newId: () => string },
): Pick<LoggerMethods, 'record' | 'encode' | 'readClip' | 'deleteRecording'> {
  async function record(given: RecordOptions = {}): Promise<Recording> {
    const { startRecording } = await import('./recorder.ts');
    const workletUrl = options.workletUrl?.toString();
    return startRecording({ engine, newId, now: page.now, workletUrl, report: page.report }, given);
  }

  async function encode(input: EncodeInput, sampleRate: number | undefined): Promise<readonly Clip[]> {
    const { encodeInput } = await import('./encodeInput.ts');
    return encodeInput(await engine(), newId(), input, sampleRate);
  }

  async function readClip(recordingId: string, index: number): Promise<Blob | undefined> {
    const bytes = await (await engine()).readClip(recordingId, index);
    return bytes && new Blob([bytes], { type: 'audio/flac' });
  }

  return {
    record: (given) => quiet(record(given)),
    encode: (input, { sampleRate } = {}) => quiet(encode(input, sampleRate)),
    readClip: ({ recordingId, index }) => quiet(readClip(recordingId, index)),
    deleteRecording: (recordingId) => quiet(engine().then((running) => running.deleteRecording(recordingId))),
  };
}
