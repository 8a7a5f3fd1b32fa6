import { Permanent } from './processErrors.ts';

export interface FlacSamples {
  /** Mono, -1 to 1; several channels are mixed. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/** FLAC (https://www.rfc-editor.org/rfc/rfc9639) to samples. @throws {Permanent} when it is none, or cut off. */
export function decodeFlac(bytes: Uint8Array): FlacSamples {
  try {
    return decode(bytes);
  } catch (error) {
    throw new Permanent(`not a whole FLAC file: ${error instanceof Error ? error.message : error}`);
  }
}

function decode(bytes: Uint8Array): FlacSamples {
  const bits = new BitReader(bytes);
  if (bits.read(32) !== 0x664c6143) throw new Error('it does not begin with fLaC');
  let info = { sampleRate: 0, depth: 16, total: 0 };
  for (let isLast = false; !isLast; ) {
    isLast = bits.read(1) === 1;
    const type = bits.read(7);
    const length = bits.read(24);
    const next = bits.at + length * 8;
    if (type === 0) info = readStreamInfo(bits);
    bits.at = next;
  }
  const parts: Float32Array[] = [];
  let count = 0;
  while (count < info.total || (info.total === 0 && bits.at + 64 < bytes.length * 8)) {
    const part = readFrame(bits, info.depth);
    parts.push(part);
    count += part.length;
  }
  const samples = new Float32Array(count);
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { samples, sampleRate: info.sampleRate };
}

function readStreamInfo(bits: BitReader) {
  bits.at += 16 + 16 + 24 + 24;
  const sampleRate = bits.read(20);
  bits.at += 3;
  const depth = bits.read(5) + 1;
  const total = bits.read(4) * 2 ** 32 + bits.read(32);
  return { sampleRate, depth, total };
}

const SIZES: Readonly<Record<number, number>> = { 1: 192, 2: 576, 3: 1152, 4: 2304, 5: 4608 };
const DEPTHS: Readonly<Record<number, number>> = { 1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32 };

function readFrame(bits: BitReader, streamDepth: number): Float32Array {
  if (bits.read(14) !== 0x3ffe) throw new Error(`no frame at byte ${Math.floor(bits.at / 8) - 1}`);
  bits.at += 2;
  const sizeCode = bits.read(4);
  const rateCode = bits.read(4);
  const channelCode = bits.read(4);
  const depth = DEPTHS[bits.read(3)] ?? streamDepth;
  bits.at += 1;
  const first = bits.read(8);
  // The frame's number goes on in the bytes that UTF-8's first one announces.
  if (first >= 0xc0) bits.at += 8 * (Math.clz32(~(first << 24)) - 1);
  const size = readSize(bits, sizeCode);
  bits.at += RATE_BITS[rateCode] ?? 0;
  bits.at += 8;
  const count = channelCode < 8 ? channelCode + 1 : 2;
  const side = channelCode === 9 ? 0 : channelCode === 8 || channelCode === 10 ? 1 : -1;
  const channels: Float64Array[] = [];
  for (let i = 0; i < count; i++) channels.push(readSubframe(bits, size, depth + (i === side ? 1 : 0)));
  bits.at = Math.ceil(bits.at / 8) * 8 + 16;
  return mix(channels, channelCode, depth);
}

/** Rates that stand behind the head. */
const RATE_BITS: Readonly<Record<number, number>> = { 12: 8, 13: 16, 14: 16 };

function readSize(bits: BitReader, code: number): number {
  if (code === 6) return bits.read(8) + 1;
  if (code === 7) return bits.read(16) + 1;
  return SIZES[code] ?? 2 ** code;
}

/** The mean of left and right: of a mid and side pair that is the mid, with the bit that it lost. */
function mix(channels: readonly Float64Array[], code: number, depth: number): Float32Array {
  const [a, b] = channels as [Float64Array, Float64Array];
  const scale = 2 ** (depth - 1);
  return Float32Array.from(a, (value, i) => {
    if (channels.length === 1) return value / scale;
    const other = b[i] as number;
    if (code === 8) return (value - other / 2) / scale;
    if (code === 9) return (other + value / 2) / scale;
    if (code === 10) return (value + (Math.abs(other) % 2) / 2) / scale;
    let sum = 0;
    for (const channel of channels) sum += channel[i] as number;
    return sum / channels.length / scale;
  });
}

const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

function readSubframe(bits: BitReader, size: number, fullDepth: number): Float64Array {
  bits.at += 1;
  const type = bits.read(6);
  const wasted = bits.read(1) === 1 ? bits.unary() + 1 : 0;
  const depth = fullDepth - wasted;
  const out = new Float64Array(size);
  if (type === 0) out.fill(bits.signed(depth));
  else if (type === 1) for (let i = 0; i < size; i++) out[i] = bits.signed(depth);
  else readPredicted(bits, { out, type, depth });
  return wasted === 0 ? out : out.map((value) => value * 2 ** wasted);
}

interface Predicted {
  readonly out: Float64Array;
  readonly type: number;
  readonly depth: number;
}

function readPredicted(bits: BitReader, { out, type, depth }: Predicted): void {
  const isLinear = type >= 32;
  const order = isLinear ? type - 31 : type - 8;
  if (order < 0 || (!isLinear && order > 4)) throw new Error(`a subframe of type ${type}`);
  for (let i = 0; i < order; i++) out[i] = bits.signed(depth);
  const precision = isLinear ? bits.read(4) + 1 : 0;
  const shift = isLinear ? bits.signed(5) : 0;
  const coefficients = isLinear
    ? Array.from({ length: order }, () => bits.signed(precision))
    : (FIXED[order] ?? []);
  readResiduals(bits, out, order);
  for (let i = order; i < out.length; i++) {
    let sum = 0;
    for (let j = 0; j < order; j++) sum += (coefficients[j] as number) * (out[i - 1 - j] as number);
    out[i] = (out[i] as number) + Math.floor(sum / 2 ** shift);
  }
}

function readResiduals(bits: BitReader, out: Float64Array, order: number): void {
  const width = bits.read(2) === 0 ? 4 : 5;
  const partitions = 2 ** bits.read(4);
  let at = order;
  for (let p = 1; p <= partitions; p++) {
    const end = (out.length / partitions) * p;
    const parameter = bits.read(width);
    const isRaw = parameter === 2 ** width - 1;
    const rawBits = isRaw ? bits.read(5) : 0;
    for (; at < end; at++) out[at] = isRaw ? bits.signed(rawBits) : riceValue(bits, parameter);
  }
}

function riceValue(bits: BitReader, parameter: number): number {
  const folded = bits.unary() * 2 ** parameter + bits.read(parameter);
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
}

class BitReader {
  /** In bits. */
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(width: number): number {
    let value = 0;
    for (let left = width; left > 0; ) {
      const byte = this.#bytes[this.at >>> 3];
      if (byte === undefined) throw new Error('it is cut off');
      const free = 8 - (this.at & 7);
      const take = Math.min(left, free);
      value = value * 2 ** take + ((byte >> (free - take)) & ((1 << take) - 1));
      this.at += take;
      left -= take;
    }
    return value;
  }

  signed(width: number): number {
    const value = this.read(width);
    if (width === 0) return 0;
    return value >= 2 ** (width - 1) ? value - 2 ** width : value;
  }

  /** Zeros before the next one. */
  unary(): number {
    let zeros = 0;
    while (this.read(1) === 0) zeros++;
    return zeros;
  }
}
