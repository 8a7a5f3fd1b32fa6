/**
 * Speed and size of the audio path in Node, on five minutes of real speech, by turns with the reference encoder; then the resampler, and
 * recording in Chromium. Times are processor time, the best of several runs, since other work disturbs them.
 */
import { readFile } from 'node:fs/promises';
import { createClipRecorder } from '../../packages/sdk/src/audio/clipRecorder.ts';
import { decodeFlac } from '../../packages/sdk/src/audio/flacDecoder.ts';
import { createFlacEncoder } from '../../packages/sdk/src/audio/flacEncoder.ts';
import { type FlacModule, loadFlac } from '../../packages/sdk/src/audio/flacModule.ts';
import { toFloat32 } from '../../packages/sdk/src/audio/pcm.ts';
import { openPcmHash } from '../../packages/sdk/src/audio/pcmHash.ts';
import { createResampler } from '../../packages/sdk/src/audio/resampler.ts';
import { encodeFile } from '../support/flacReference.ts';
import { flacWasmBytes } from '../support/flacWasm.ts';
import { encodeWithFlac, processorMsOfFlac } from '../support/nativeFlac.ts';
import type { Figure } from './figure.ts';
import { leastProcessorMs, processorMs } from './processorMs.ts';
import { recordingFigures } from './recordingFigures.ts';
import { resamplerFigures } from './resamplerFigures.ts';

const SPEECH_S = 300;
const BATCH_FRAMES = 2048;
const RUNS = 6;
/** The same work: the same settings, and nothing but frames in the file. */
const NATIVE = ['-8', '-b', '1152', '--no-padding', '--no-seektable'];

/** Measures everything; takes some two minutes. */
export async function audioFigures(): Promise<Figure[]> {
  const flac = await loadFlac({ wasm: await flacWasmBytes() });
  const pcm = await speech(flac);
  return [
    ...encodingFigures(flac, pcm),
    await pipelineFigure(flac, pcm),
    ...resamplerFigures(),
    ...(await recordingFigures()),
  ];
}

function encodingFigures(flac: FlacModule, pcm: Int16Array): Figure[] {
  const ours = encodeFile(createFlacEncoder(flac), pcm);
  const native = encodeWithFlac(pcm, NATIVE);
  const times = Array.from({ length: RUNS }, () => ({
    ours: processorMs(() => encodeFile(createFlacEncoder(flac), pcm)),
    native: processorMsOfFlac(pcm, NATIVE),
  }));
  const encodingMs = Math.min(...times.map((time) => time.ours));
  const nativeMs = Math.min(...times.map((time) => time.native));
  return [
    {
      name: 'FLAC encoding, level 8, block 1152',
      value: timesRealTime(encodingMs),
      unit: '× real time',
      reference: byNative(timesRealTime(nativeMs)),
    },
    {
      name: 'FLAC encoding, processor time against native',
      value: encodingMs / nativeMs,
      unit: '× native',
      goal: '≤ 2.0',
    },
    {
      name: 'FLAC size against native without padding and seek table',
      value: 100 * (ours.length / native.length - 1),
      unit: '% more',
      goal: '≤ 0.1',
    },
    {
      name: 'FLAC decoding and verifying',
      value: timesRealTime(leastProcessorMs(RUNS, () => decodeFlac(flac, ours))),
      unit: '× real time',
    },
  ];
}

/** What a recording costs the worker: resampling, hash, FLAC and blocks. */
async function pipelineFigure(flac: FlacModule, pcm: Int16Array): Promise<Figure> {
  const resampler = createResampler({ inputRate: 16_000, outputRate: 48_000 });
  const input = resampler.push(toFloat32(pcm));
  const pcmHash = await openPcmHash();
  const ms = leastProcessorMs(RUNS, () => {
    const createEncoder = () => createFlacEncoder(flac);
    const recorder = createClipRecorder({
      inputRate: 48_000,
      createEncoder,
      pcmHash,
      onBlock: () => undefined,
    });
    let firstFrame = 0;
    for (const samples of batchesOf(input)) {
      recorder.push({ samples, firstFrame });
      firstFrame += samples.length;
    }
    recorder.finish();
  });
  const name = 'Recording at 48 kHz: resampling, SHA-256, FLAC, blocks';
  return { name, value: timesRealTime(ms), unit: '× real time' };
}

/** The sentences of the test data, again and again; FLAC has no memory long enough to gain by that. */
async function speech(flac: FlacModule): Promise<Int16Array> {
  const { pcm } = decodeFlac(flac, await bytesOf(new URL('../data/speech-16k.flac', import.meta.url)));
  return new Int16Array(SPEECH_S * 16_000).map((_, sample) => pcm[sample % pcm.length] as number);
}

function* batchesOf(samples: Float32Array): Generator<Float32Array> {
  for (let at = 0; at < samples.length; at += BATCH_FRAMES) yield samples.subarray(at, at + BATCH_FRAMES);
}

const timesRealTime = (ms: number) => (SPEECH_S * 1000) / ms;

async function bytesOf(url: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(url)));
}

const byNative = (value: number) => ({ name: 'native flac 1.4', value });
