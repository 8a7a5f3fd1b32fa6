import { mixToMono } from './pcm.ts';

/** Mono audio at its own rate. */
export interface MonoAudio {
  readonly samples: Float32Array;
  /** In Hz. */
  readonly sampleRate: number;
}

interface WavFormat {
  readonly encoding: number;
  readonly channelCount: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
}

type ReadSample = (view: DataView, at: number) => number;

const ENCODING_PCM = 1;
const ENCODING_FLOAT = 3;
const ENCODING_EXTENSIBLE = 0xfffe;
/** An extensible format holds its encoding in the first two bytes of a GUID. */
const EXTENSIBLE_ENCODING_AT = 24;

/** How to read one sample, by encoding and bits. Integers are divided by powers of two, so nothing is rounded up to 24 bits. */
const READERS: Readonly<Record<string, ReadSample>> = {
  [`${ENCODING_PCM}/16`]: (view, at) => view.getInt16(at, true) / 2 ** 15,
  [`${ENCODING_PCM}/24`]: (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 2 ** 23,
  [`${ENCODING_PCM}/32`]: (view, at) => view.getInt32(at, true) / 2 ** 31,
  [`${ENCODING_FLOAT}/32`]: (view, at) => view.getFloat32(at, true),
};

/** Whether bytes begin like a WAV file. */
export function isWav(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && fourCharacters(bytes, 0) === 'RIFF' && fourCharacters(bytes, 8) === 'WAVE';
}

/**
 * Reads a WAV file of 16, 24 or 32-bit PCM or 32-bit float at its own rate; channels are averaged. Undefined for encodings that
 * only a browser may know. Throws a TypeError for a file that is broken; a cut end is taken as the end, as players do.
 */
export function parseWav(bytes: Uint8Array): MonoAudio | undefined {
  const chunks = readChunks(bytes);
  const formatBytes = chunks.get('fmt ');
  const data = chunks.get('data');
  if (formatBytes === undefined || formatBytes.length < 16) throw new TypeError('WAV: has no format chunk');
  if (data === undefined) throw new TypeError('WAV: has no data chunk');
  const format = parseFormat(formatBytes);
  const read = READERS[`${format.encoding}/${format.bitsPerSample}`];
  if (read === undefined) return undefined;
  if (format.channelCount === 0 || format.sampleRate === 0)
    throw new TypeError('WAV: has no channels or no rate');
  return { samples: mixToMono(readChannels(data, format, read)), sampleRate: format.sampleRate };
}

/** The bytes of each chunk, by its name; of two of one name, the first. */
function readChunks(bytes: Uint8Array): Map<string, Uint8Array> {
  if (!isWav(bytes)) throw new TypeError('WAV: does not begin with "RIFF" and "WAVE"');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = fourCharacters(bytes, at);
    const sizeBytes = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + 8, at + 8 + sizeBytes);
    if (!chunks.has(name)) chunks.set(name, body);
    // Chunks begin at even offsets.
    at += 8 + sizeBytes + (sizeBytes % 2);
  }
  return chunks;
}

function parseFormat(bytes: Uint8Array): WavFormat {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stated = view.getUint16(0, true);
  const isExtensible = stated === ENCODING_EXTENSIBLE && bytes.length >= EXTENSIBLE_ENCODING_AT + 2;
  return {
    encoding: isExtensible ? view.getUint16(EXTENSIBLE_ENCODING_AT, true) : stated,
    channelCount: view.getUint16(2, true),
    sampleRate: view.getUint32(4, true),
    bitsPerSample: view.getUint16(14, true),
  };
}

function readChannels(data: Uint8Array, format: WavFormat, read: ReadSample): Float32Array[] {
  const { channelCount } = format;
  const sampleBytes = format.bitsPerSample / 8;
  const frameBytes = sampleBytes * channelCount;
  const frameCount = Math.floor(data.length / frameBytes);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: channelCount }, (_, channel) =>
    new Float32Array(frameCount).map((_, frame) => read(view, frame * frameBytes + channel * sampleBytes)),
  );
}

function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
