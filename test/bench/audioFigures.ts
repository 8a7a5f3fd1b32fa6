/**
 * Speed and size of the audio path in Node, on five minutes of real speech, beside the reference encoder in the same run.
 * Times are the best of several runs, since other work disturbs them.
 */
import { readFile } from 'node:fs/promises';
import { createClipRecorder } from '../../packages/sdk/src/audio/clipRecorder.ts';
import { decodeFlac } from '../../packages/sdk/src/audio/flacDecoder.ts';
import { createFlacEncoder } from '../../packages/sdk/src/audio/flacEncoder.ts';
import { type FlacModule, loadFlac } from '../../packages/sdk/src/audio/flacModule.ts';
import { toFloat32 } from '../../packages/sdk/src/audio/pcm.ts';
import { openPcmHash } from '../../packages/sdk/src/audio/pcmHash.ts';
import { createResampler } from '../../packages/sdk/src/audio/resampler.ts';
import type { KernelName } from '../../packages/sdk/src/audio/resamplerKernel.ts';
import { encodeFile } from '../support/flacReference.ts';
import { encodeWithFlac } from '../support/nativeFlac.ts';
import type { Figure } from './figure.ts';

const SPEECH_S = 300;
/** The resampler's time depends on nothing but the length. */
const SWEEP_S = 60;
const BATCH_FRAMES = 2048;
const RUNS = 3;

/** Measures everything; takes some ten seconds. */
export async function audioFigures(): Promise<Figure[]> {
  const flac = await loadFlac({
    wasm: await bytesOf(import.meta.resolve('libflacjs/dist/libflac.min.wasm.wasm')),
  });
  const pcm = await speech(flac);
  return [...encodingFigures(flac, pcm), ...resamplingFigures(), await pipelineFigure(flac, pcm)];
}

function encodingFigures(flac: FlacModule, pcm: Int16Array): Figure[] {
  const ours = encodeFile(createFlacEncoder(flac), pcm);
  const native = encodeWithFlac(pcm, ['-8', '-b', '1152', '--no-padding', '--no-seektable']);
  const encoding = timesRealTime(SPEECH_S, () => encodeFile(createFlacEncoder(flac), pcm));
  const nativeEncoding = timesRealTime(SPEECH_S, () => encodeWithFlac(pcm, ['-8', '-b', '1152']));
  const decoding = timesRealTime(SPEECH_S, () => decodeFlac(flac, ours));
  return [
    {
      name: 'FLAC encoding, level 8, block 1152',
      value: encoding,
      unit: '× real time',
      reference: byNative(nativeEncoding),
    },
    {
      name: 'FLAC size, of 16-bit PCM',
      value: share(ours, pcm),
      unit: '%',
      reference: byNative(share(native, pcm)),
    },
    { name: 'FLAC decoding and verifying', value: decoding, unit: '× real time' },
  ];
}

function resamplingFigures(): Figure[] {
  const cases: [number, KernelName][] = [
    [48_000, 'simd'],
    [44_100, 'simd'],
    [48_000, 'js'],
  ];
  return cases.map(([inputRate, kernel]) => {
    const input = sweep(inputRate);
    const value = timesRealTime(SWEEP_S, () => {
      const resampler = createResampler({ inputRate, kernel });
      for (const batch of batchesOf(input)) resampler.push(batch);
      resampler.flush();
    });
    return { name: `Resampling ${inputRate / 1000} kHz to 16 kHz (${kernel})`, value, unit: '× real time' };
  });
}

/** What a recording costs the worker: resampling, hash, FLAC and blocks. */
async function pipelineFigure(flac: FlacModule, pcm: Int16Array): Promise<Figure> {
  const resampler = createResampler({ inputRate: 16_000, outputRate: 48_000 });
  const input = resampler.push(toFloat32(pcm));
  const pcmHash = await openPcmHash();
  const value = timesRealTime(SPEECH_S, () => {
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
  return { name: 'Recording at 48 kHz: resampling, SHA-256, FLAC, blocks', value, unit: '× real time' };
}

/** The sentences of the test data, again and again; FLAC has no memory long enough to gain by that. */
async function speech(flac: FlacModule): Promise<Int16Array> {
  const { pcm } = decodeFlac(flac, await bytesOf(new URL('../data/speech-16k.flac', import.meta.url)));
  return new Int16Array(SPEECH_S * 16_000).map((_, sample) => pcm[sample % pcm.length] as number);
}

function sweep(rate: number): Float32Array {
  return new Float32Array(SWEEP_S * rate).map((_, frame) => Math.sin((frame * (frame % rate)) / rate));
}

function* batchesOf(samples: Float32Array): Generator<Float32Array> {
  for (let at = 0; at < samples.length; at += BATCH_FRAMES) yield samples.subarray(at, at + BATCH_FRAMES);
}

function timesRealTime(audioS: number, run: () => unknown): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let count = 0; count < RUNS; count++) {
    const startedAt = performance.now();
    run();
    bestMs = Math.min(bestMs, performance.now() - startedAt);
  }
  return (audioS * 1000) / bestMs;
}

const share = (file: Uint8Array, pcm: Int16Array) => (100 * file.length) / pcm.byteLength;

async function bytesOf(url: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(url)));
}

const byNative = (value: number) => ({ name: 'native flac 1.4', value });
