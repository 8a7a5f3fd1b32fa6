import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toInt16 } from '../../packages/sdk/src/audio/pcm.ts';
import { createResampler } from '../../packages/sdk/src/audio/resampler.ts';
import { decodeWithFlac } from './nativeFlac.ts';
import { wavFile } from './wavFile.ts';

const SPEECH = new URL('../data/speech-16k.flac', import.meta.url);

/** The rate that Chromium's fake microphone has. */
const MICROPHONE_RATE = 44_100;

export interface SpeechMicrophone {
  /** What the microphone plays, over and over: 16 kHz, from -1 to 1. */
  readonly speech: Float32Array;
  /** The arguments of Chromium with which it hears that. */
  readonly args: readonly string[];
}

/** A microphone for Chromium that hears real speech. It reads a file, which is put into `dir`. */
export async function speechMicrophone(dir: string): Promise<SpeechMicrophone> {
  const pcm = decodeWithFlac(new Uint8Array(await readFile(SPEECH)));
  const speech = Float32Array.from(pcm, (sample) => sample / 32768);
  const wav = join(dir, 'speech.wav');
  await writeFile(wav, microphoneFile(speech));
  return { speech, args: [`--use-file-for-fake-audio-capture=${wav}`] };
}

function microphoneFile(speech: Float32Array): Uint8Array {
  const resampler = createResampler({ inputRate: 16_000, outputRate: MICROPHONE_RATE });
  const [most, rest] = [resampler.push(speech), resampler.flush()];
  const samples = new Float32Array(most.length + rest.length);
  samples.set(most);
  samples.set(rest, most.length);
  return wavFile(toInt16(samples), MICROPHONE_RATE);
}
