import type { BitReader } from './bitReader.ts';

/** Weights of the fixed predictors, the nearest sample first (RFC 9639 §9.2.5). */
const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

/** The samples of one channel of a frame. */
export function readSubframe(reader: BitReader, blockSize: number, frameBits: number): Int32Array {
  reader.read(1);
  const type = reader.read(6);
  const wasted = reader.read(1) === 1 ? reader.readUnary() + 1 : 0;
  const samples = readSamples(reader, { type, blockSize, bits: frameBits - wasted });
  if (wasted > 0) for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] as number) << wasted;
  return samples;
}

interface Subframe {
  readonly type: number;
  readonly blockSize: number;
  readonly bits: number;
}

function readSamples(reader: BitReader, { type, blockSize, bits }: Subframe): Int32Array {
  const samples = new Int32Array(blockSize);
  if (type === 0) return samples.fill(reader.readSigned(bits));
  if (type === 1) return samples.map(() => reader.readSigned(bits));
  const isFixed = type >= 8 && type <= 12;
  if (!isFixed && type < 32) throw new Error('has a frame of an unknown kind');
  const order = isFixed ? type - 8 : type - 31;
  for (let i = 0; i < order; i++) samples[i] = reader.readSigned(bits);
  const precision = isFixed ? 0 : reader.read(4) + 1;
  const shift = isFixed ? 0 : reader.readSigned(5);
  const weights = isFixed
    ? (FIXED[order] as readonly number[])
    : Array.from({ length: order }, () => reader.readSigned(precision));
  readResiduals(reader, samples, order);
  predict(samples, weights, shift);
  return samples;
}

/** Puts the differences from the prediction where the samples will be. */
function readResiduals(reader: BitReader, samples: Int32Array, order: number): void {
  const method = reader.read(2);
  if (method > 1) throw new Error('has a frame of an unknown coding');
  const parameterBits = method === 0 ? 4 : 5;
  const partitions = 2 ** reader.read(4);
  const size = samples.length / partitions;
  for (let partition = 0; partition < partitions; partition++) {
    const parameter = reader.read(parameterBits);
    const isPlain = parameter === 2 ** parameterBits - 1;
    const width = isPlain ? reader.read(5) : parameter;
    for (let i = Math.max(order, partition * size); i < (partition + 1) * size; i++)
      samples[i] = isPlain ? reader.readSigned(width) : readRice(reader, width);
  }
}

function readRice(reader: BitReader, parameter: number): number {
  const folded = reader.readUnary() * 2 ** parameter + reader.read(parameter);
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
}

function predict(samples: Int32Array, weights: readonly number[], shift: number): void {
  for (let i = weights.length; i < samples.length; i++) {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (samples[i - 1 - k] as number);
    samples[i] = (samples[i] as number) + Math.floor(sum / 2 ** shift);
  }
}
