/** How like two recordings of one sound are when they are laid over each other as well as possible. */

const COARSE = 8;
const TAPS = 32;
const FRACTIONS = 8;

export interface Overlay {
  readonly correlation: number;
  /** Where the part begins in the whole, in samples. */
  readonly lagSamples: number;
}

/**
 * The overlay of `part` with the stretch of `whole` that is most like it, both at one rate: found on a coarse grid, then to the sample, then
 * to an eighth of one, since two resamplers in between seldom leave a delay of whole samples.
 */
export function bestOverlay(part: Float32Array, whole: Float32Array): Overlay {
  const lastLag = whole.length - part.length;
  const around = bestLag(decimate(part), decimate(whole), 0, Math.floor(lastLag / COARSE)) * COARSE;
  const lag = bestLag(part, whole, Math.max(0, around - 2 * COARSE), Math.min(lastLag, around + 2 * COARSE));
  let best: Overlay = { correlation: 0, lagSamples: lag };
  for (let step = -FRACTIONS; step <= FRACTIONS; step++) {
    const lagSamples = lag + step / FRACTIONS;
    const value = correlation(part, shifted(whole, lagSamples, part.length), 0);
    if (value > best.correlation) best = { correlation: value, lagSamples };
  }
  return best;
}

function bestLag(part: Float32Array, whole: Float32Array, from: number, to: number): number {
  let best = { lag: from, value: Number.NEGATIVE_INFINITY };
  for (let lag = from; lag <= to; lag++) {
    const value = correlation(part, whole, lag);
    if (value > best.value) best = { lag, value };
  }
  return best.lag;
}

function correlation(part: Float32Array, whole: Float32Array, lag: number): number {
  let [product, partEnergy, wholeEnergy] = [0, 0, 0];
  for (let i = 0; i < part.length; i++) {
    const a = part[i] as number;
    const b = whole[lag + i] ?? 0;
    product += a * b;
    partEnergy += a * a;
    wholeEnergy += b * b;
  }
  return product / Math.sqrt(partEnergy * wholeEnergy || 1);
}

/** Means of eight samples each: a crude low-pass, good enough to find the place. */
function decimate(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / COARSE) }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < COARSE; j++) sum += samples[i * COARSE + j] as number;
    return sum / COARSE;
  });
}

/** A stretch that begins between two samples, by a Hann-windowed sinc. */
function shifted(whole: Float32Array, from: number, length: number): Float32Array {
  const base = Math.floor(from);
  const fraction = from - base;
  const taps = Float32Array.from({ length: TAPS }, (_, i) => {
    const x = i - TAPS / 2 + 1 - fraction;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((2 * Math.PI * x) / TAPS));
  });
  return Float32Array.from({ length }, (_, n) => {
    let sum = 0;
    for (let i = 0; i < TAPS; i++) sum += (taps[i] as number) * (whole[base + n + i - TAPS / 2 + 1] ?? 0);
    return sum;
  });
}
