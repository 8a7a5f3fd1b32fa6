/**
 * Design of the low-pass filter that the resampler runs, in float64, once for each pair of rates.
 *
 * A windowed sinc (Kaiser) is sampled at `phaseCount` offsets between two input frames, so that every output frame is one
 * dot product of a run of input frames with one row of the bank.
 */

/** Attenuation of what would alias, in dB: below the noise floor of 16-bit audio (98 dB). */
const STOPBAND_DB = 100;
/** Where the transition begins, as a share of the lower Nyquist frequency: 7.3 kHz of 8 kHz. It ends at that Nyquist frequency. */
const PASSBAND_SHARE = 0.9125;
/** Rows are padded to whole steps of the kernel: two SIMD registers of four lanes. */
export const TAP_ALIGNMENT = 8;

/** The rows of a polyphase filter and how to step through them. */
export interface FilterBank {
  /** Input frames that one output frame is made of; a multiple of {@link TAP_ALIGNMENT}. */
  readonly tapCount: number;
  /** Rows in the bank: output frames after which input and output fall together again. */
  readonly phaseCount: number;
  /** Input frames, in units of 1 / phaseCount, from one output frame to the next. */
  readonly phaseStep: number;
  /** `phaseCount` rows of `tapCount` coefficients, in the order of the input frames. */
  readonly coefficients: Float32Array<ArrayBuffer>;
}

/** Designs the bank for two rates in Hz. Both must be positive integers. */
export function createFilterBank(inputRate: number, outputRate: number): FilterBank {
  const divisor = greatestCommonDivisor(inputRate, outputRate);
  const phaseCount = outputRate / divisor;
  const phaseStep = inputRate / divisor;
  const nyquist = Math.min(inputRate, outputRate) / 2;
  const transition = ((1 - PASSBAND_SHARE) * nyquist) / inputRate;
  const cutoff = (((1 + PASSBAND_SHARE) / 2) * nyquist) / inputRate;
  // Kaiser's estimate of the length that reaches the attenuation over the transition.
  const length = (STOPBAND_DB - 7.95) / (2.285 * 2 * Math.PI * transition);
  const tapCount = Math.ceil(length / TAP_ALIGNMENT) * TAP_ALIGNMENT;
  const coefficients = new Float32Array(phaseCount * tapCount);
  for (let phase = 0; phase < phaseCount; phase++) {
    coefficients.set(designRow(phase / phaseCount, tapCount, cutoff), phase * tapCount);
  }
  return { tapCount, phaseCount, phaseStep, coefficients };
}

/** One row, for an output frame that lies `offset` (0 to 1) after its input frame; scaled so that a constant stays itself. */
function designRow(offset: number, tapCount: number, cutoff: number): Float64Array {
  const half = tapCount / 2;
  const row = new Float64Array(tapCount);
  let sum = 0;
  for (let tap = 0; tap < tapCount; tap++) {
    const distance = offset - (tap - half + 1);
    const value = sinc(2 * cutoff * distance) * kaiser(distance / half);
    row[tap] = value;
    sum += value;
  }
  return row.map((value) => value / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

const KAISER_BETA = 0.1102 * (STOPBAND_DB - 8.7);

/** The Kaiser window over -1 to 1, and zero at and beyond its ends, so that every row is symmetric about its output frame. */
function kaiser(position: number): number {
  if (Math.abs(position) >= 1) return 0;
  return besselI0(KAISER_BETA * Math.sqrt(1 - position * position)) / KAISER_PEAK;
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const KAISER_PEAK = besselI0(KAISER_BETA);

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
