import type { Clip, EncodeInput, Recording, RecordOptions } from '../api/audio.ts';
import { ParqueueError } from '../api/errors.ts';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import type { PageEnvironment } from '../browser/pageEnvironment.ts';
import { persistStorage } from '../browser/persistStorage.ts';
import { workletAddress } from '../browser/workletAddress.ts';
import type { Engine } from '../engine/engine.ts';
import type { CoreMethods } from './assembleCore.ts';
import { audioRefused, throwIfRefused } from './audioRefusals.ts';
import type { EngineLink } from './engineLink.ts';

export interface AudioParts {
  readonly engine: EngineLink['engine'];
  readonly newId: () => string;
  /** Why there is no audio, as far as is known. */
  readonly wasmRefusal: () => string | undefined;
  /** Why nothing may be recorded: the consent was withdrawn. */
  readonly refused?: () => Error | undefined;
}

export interface AudioMethods
  extends Pick<CoreMethods, 'record' | 'encode' | 'readClip' | 'deleteRecording' | 'setAudio'> {
  /** Ends a recording of this page, if it is one: there is no more room for it. */
  endFull(recordingId: string | undefined): void;
  /** The relay takes audio, or does not: then recordings that run are stopped and kept, and no other begins. */
  relayTakes(isTaken: boolean): void;
  /** Whether a recording of this page runs, or is about to. */
  isRecording(): boolean;
  /** Ends all recordings of this page, and deletes them. */
  cancelAll(): Promise<void>;
}

/** The doors of audio, loaded when they are first used. */
export function audioMethods(
  options: LoggerOptions<Tables>,
  page: PageEnvironment,
  { engine, newId, wasmRefusal, refused = () => undefined }: AudioParts,
): AudioMethods {
  let isAsked = options?.persist === false;
  let isOn = options?.audio !== false;
  let isTaken = true;
  let openingCount = 0;
  const running = new Set<Recording>();

  /** The engine, once it is known that it has audio. */
  async function audioEngine(): Promise<Engine> {
    const running = await engine();
    throwIfRefused(wasmRefusal());
    return running;
  }

  function throwIfOff(): void {
    if (!isOn) throw new ParqueueError('audio_off', 'audio is off; setAudio(true) allows it');
    const refusal = refused() ?? (isTaken ? undefined : audioRefused());
    if (refusal) throw refusal;
  }

  async function record(given: RecordOptions = {}): Promise<Recording> {
    throwIfOff();
    // Before anybody is asked for the microphone in vain.
    throwIfRefused(wasmRefusal());
    const { startRecording } = await import('./recorder.ts');
    const workletUrl = workletAddress(options);
    const parts = { engine: audioEngine, newId, now: page.now, workletUrl, report: page.report };
    openingCount++;
    const recording = await startRecording(parts, given).finally(() => {
      openingCount--;
    });
    for (const one of running) if (one.state === 'stopped') running.delete(one);
    running.add(recording);
    // It may have been turned off while the microphone was opened.
    if (!isOn || !isTaken || refused()) {
      await recording.cancel();
      throwIfOff();
    }
    if (!isAsked) void persistStorage();
    isAsked = true;
    return recording;
  }

  async function encode(input: EncodeInput, sampleRate: number | undefined): Promise<readonly Clip[]> {
    throwIfOff();
    const { encodeInput } = await import('./encodeInput.ts');
    return encodeInput(await audioEngine(), newId(), input, sampleRate);
  }

  async function readClip(recordingId: string, index: number): Promise<Blob | undefined> {
    const bytes = await (await engine()).readClip(recordingId, index);
    return bytes && new Blob([bytes], { type: 'audio/flac' });
  }

  const ofEach = async (end: (recording: Recording) => Promise<unknown>) => {
    const all = [...running];
    running.clear();
    await Promise.allSettled(all.filter(({ state }) => state !== 'stopped').map(end));
  };

  return {
    async setAudio(next) {
      isOn = next;
      if (!isOn) await ofEach((recording) => recording.stop());
    },
    relayTakes(next) {
      isTaken = next;
      if (!isTaken) void ofEach((recording) => recording.stop());
    },
    endFull(recordingId) {
      const recording = [...running].find((one) => one.recordingId === recordingId);
      recording?.stop().catch(page.report);
    },
    isRecording: () => openingCount > 0 || [...running].some(({ state }) => state !== 'stopped'),
    cancelAll: () => ofEach((recording) => recording.cancel()),
    record,
    encode: (input, { sampleRate } = {}) => encode(input, sampleRate),
    readClip: ({ recordingId, index }) => readClip(recordingId, index),
    deleteRecording: async (recordingId) => (await engine()).deleteRecording(recordingId),
  };
}
