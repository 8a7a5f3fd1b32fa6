/** Repeatable signals, the same in Node and in every browser: integer arithmetic and single roundings only. */

/** White noise of full scale, from a linear congruential generator. */
export function noise(frameCount: number, seed = 1): Float32Array<ArrayBuffer> {
  const random = randomInt32(seed);
  return new Float32Array(frameCount).map(() => random() / 2 ** 31);
}

/** A sine of amplitude 0.5. */
export function tone(frequency: number, rate: number, seconds = 1): Float32Array<ArrayBuffer> {
  const step = (2 * Math.PI * frequency) / rate;
  return new Float32Array(rate * seconds).map((_, frame) => 0.5 * Math.sin(step * frame));
}

/** 16-bit noise through a first-order low-pass, with pauses: it compresses somewhat like speech. */
export function murmur(sampleCount: number, seed = 1): Int16Array<ArrayBuffer> {
  const random = randomInt32(seed);
  let level = 0;
  return new Int16Array(sampleCount).map((_, sample) => {
    const isPause = Math.floor(sample / 4000) % 4 === 3;
    level += ((random() >> (isPause ? 26 : 17)) - level) >> 3;
    return Math.max(-32_768, Math.min(32_767, level));
  });
}

/** The values at which 16-bit code breaks: extremes, and all that look alike byte by byte. */
export function edgeValues(sampleCount: number, seed = 1): Int16Array<ArrayBuffer> {
  const edges = [0, 0, 0, 1, -1, 255, 256, -255, -256, 0x00ff, 0x7f00, -0x7f01, 32_767, -32_768];
  const random = randomInt32(seed);
  return new Int16Array(sampleCount).map(() => edges[(random() >>> 8) % edges.length] as number);
}

function randomInt32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state;
  };
}
