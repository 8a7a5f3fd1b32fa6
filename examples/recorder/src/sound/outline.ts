/**
 * The outline of a sound: the lowest and the highest sample of each of a run of equal stretches, full scale 1. A stretch in which
 * every sample is zero has both zero: no microphone is that silent, so nothing arrived there.
 */
export interface Outline {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export const NO_OUTLINE: Outline = { low: new Float32Array(), high: new Float32Array() };

/** 4 ms at 16 kHz: finer than a bar of any screen, and 2 MB for the longest clip. */
const STRETCH_FRAMES = 64;

/** The outline of samples from -1 to 1. */
export function outlineOf(samples: Float32Array, stretchFrames = STRETCH_FRAMES): Outline {
  const count = Math.ceil(samples.length / stretchFrames);
  const low = new Float32Array(count);
  const high = new Float32Array(count);
  for (let stretch = 0; stretch < count; stretch++) {
    const start = stretch * stretchFrames;
    const end = Math.min(samples.length, start + stretchFrames);
    let least = samples[start] as number;
    let most = least;
    for (let i = start + 1; i < end; i++) {
      const sample = samples[i] as number;
      if (sample < least) least = sample;
      else if (sample > most) most = sample;
    }
    low[stretch] = least;
    high[stretch] = most;
  }
  return { low, high };
}

/** The same sound in `barCount` bars, each the lowest and highest of all that it touches: no peak is lost. */
export function fitOutline({ low, high }: Outline, barCount: number): Outline {
  const fitted = { low: new Float32Array(barCount), high: new Float32Array(barCount) };
  const stretchesEach = low.length / barCount;
  for (let bar = 0; bar < barCount && low.length > 0; bar++) {
    const start = Math.floor(bar * stretchesEach);
    const end = Math.max(start + 1, Math.ceil((bar + 1) * stretchesEach - 1e-9));
    fitted.low[bar] = low.subarray(start, end).reduce((a, b) => Math.min(a, b));
    fitted.high[bar] = high.subarray(start, end).reduce((a, b) => Math.max(a, b));
  }
  return fitted;
}

/** Outlines one after the other, as the clips of one take are. */
export function joinOutlines(outlines: readonly Outline[]): Outline {
  return {
    low: joined(outlines.map(({ low }) => low)),
    high: joined(outlines.map(({ high }) => high)),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
