import { fileRate, USUAL_RATE } from './fileRate.ts';
import type { DecodedFlac } from './flacDecoder.ts';
import { mixToMono, toFloat32 } from './pcm.ts';
import { parseStreamInfo } from './streamInfo.ts';
import { isWav, type MonoAudio, parseWav } from './wav.ts';

/** Audio as a page may have it. */
export type AudioInput = Float32Array | AudioBuffer | Blob;

export interface DecodeInputOptions {
  /** Rate in Hz of a Float32Array, which says nothing of it; needed for one, refused for all else. */
  readonly sampleRate?: number | undefined;
  /** Decodes FLAC bit by bit, where the codec is; without it the browser decodes. */
  readonly decodeFlac?: (bytes: Uint8Array<ArrayBuffer>) => Promise<DecodedFlac>;
  /** The browser's decoder: decodes a file and resamples it to the rate. */
  readonly decodeAudioData?: (bytes: ArrayBuffer, sampleRate: number) => Promise<AudioBuffer>;
}

/**
 * Audio of any kind as mono samples at its own rate.
 *
 * WAV and FLAC of 16-bit PCM come out bit by bit: through the recorder at 16 kHz they stay the PCM they were. Throws a TypeError that
 * says what the input is and what is wrong with it.
 */
export async function decodeInput(input: AudioInput, options: DecodeInputOptions = {}): Promise<MonoAudio> {
  if (input instanceof Float32Array) return { samples: input, sampleRate: checkedRate(options.sampleRate) };
  if (options.sampleRate !== undefined) {
    throw new TypeError(
      'encode: sampleRate belongs to a Float32Array only; an AudioBuffer or a file states its own',
    );
  }
  if (isAudioBuffer(input)) return fromAudioBuffer(input);
  if (input instanceof Blob) return fromFile(input, options);
  throw new TypeError('encode: expected a Float32Array, an AudioBuffer or a Blob');
}

function checkedRate(sampleRate: number | undefined): number {
  if (sampleRate !== undefined && Number.isInteger(sampleRate) && sampleRate > 0) return sampleRate;
  throw new TypeError(
    `encode: a Float32Array needs { sampleRate } as a positive integer in Hz, got ${sampleRate}`,
  );
}

function isAudioBuffer(input: AudioBuffer | Blob): input is AudioBuffer {
  return typeof AudioBuffer === 'function' && input instanceof AudioBuffer;
}

function fromAudioBuffer(buffer: AudioBuffer): MonoAudio {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) =>
    buffer.getChannelData(channel),
  );
  return { samples: mixToMono(channels), sampleRate: buffer.sampleRate };
}

async function fromFile(file: Blob, options: DecodeInputOptions): Promise<MonoAudio> {
  if (file.size === 0) throw new TypeError('encode: the file is empty');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const exact = isWav(bytes) ? parseWav(bytes) : await fromFlac(bytes, options.decodeFlac);
  return exact ?? fromBrowser(bytes, file.type, options.decodeAudioData ?? decodeInBrowser);
}

/** Undefined for what is not FLAC, or not of the kind that is decoded here. */
async function fromFlac(
  bytes: Uint8Array<ArrayBuffer>,
  decodeFlac: DecodeInputOptions['decodeFlac'],
): Promise<MonoAudio | undefined> {
  const isFlac = String.fromCharCode(...bytes.subarray(0, 4)) === 'fLaC';
  if (!isFlac || decodeFlac === undefined) return undefined;
  const { bitsPerSample, channelCount, sampleRate } = parseStreamInfo(bytes);
  if (bitsPerSample !== 16 || channelCount !== 1) return undefined;
  const { pcm } = await decodeFlac(bytes);
  return { samples: toFloat32(pcm), sampleRate };
}

async function fromBrowser(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  decode: NonNullable<DecodeInputOptions['decodeAudioData']>,
): Promise<MonoAudio> {
  const rate = fileRate(bytes) ?? USUAL_RATE;
  try {
    return fromAudioBuffer(await decode(bytes.buffer, rate));
  } catch (error) {
    const kind = type === '' ? 'of unknown type' : `of type ${type}`;
    throw new TypeError(`encode: this browser cannot decode the file ${kind}`, { cause: error });
  }
}

/** A context that renders nothing; its rate is the rate to which the browser resamples what it decodes. */
function decodeInBrowser(bytes: ArrayBuffer, sampleRate: number): Promise<AudioBuffer> {
  return new OfflineAudioContext({ length: 1, numberOfChannels: 1, sampleRate }).decodeAudioData(bytes);
}
