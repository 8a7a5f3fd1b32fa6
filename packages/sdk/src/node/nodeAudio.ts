import type { EncodeInput } from '../api/audio.ts';
import { ParqueueError } from '../api/errors.ts';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import type { PageEnvironment } from '../browser/pageEnvironment.ts';
import type { AudioMethods, AudioParts } from '../page/audioMethods.ts';
import { audioRefused } from '../page/audioRefusals.ts';

/** The doors of audio in a process: what exists already is encoded, and nothing is recorded. */
export function nodeAudio(
  options: LoggerOptions<Tables>,
  _page: PageEnvironment,
  { engine, newId, refused = () => undefined }: AudioParts,
): AudioMethods {
  let isOn = options.audio !== false;
  let isTaken = true;

  function throwIfOff(): void {
    if (!isOn) throw new ParqueueError('audio_off', 'audio is off; setAudio(true) allows it');
    const refusal = refused() ?? (isTaken ? undefined : audioRefused());
    if (refusal) throw refusal;
  }

  return {
    async record() {
      throw new ParqueueError(
        'audio_unsupported',
        'a server has no microphone; encode() takes audio that exists',
      );
    },
    async encode(input: EncodeInput, { sampleRate } = {}) {
      throwIfOff();
      const { decodeFile } = await import('./decodeFile.ts');
      // What the host does with its samples meanwhile is its own business.
      const given = input instanceof Float32Array ? input.slice() : (input as Blob);
      const { samples, sampleRate: rate } = await decodeFile(given, sampleRate);
      return (await engine()).encode(newId(), samples, rate);
    },
    async readClip({ recordingId, index }) {
      const bytes = await (await engine()).readClip(recordingId, index);
      return bytes && new Blob([bytes], { type: 'audio/flac' });
    },
    deleteRecording: async (recordingId) => (await engine()).deleteRecording(recordingId),
    async setAudio(next) {
      isOn = next;
    },
    relayTakes(next) {
      isTaken = next;
    },
    endFull() {},
    isRecording: () => false,
    cancelAll: async () => {},
  };
}
