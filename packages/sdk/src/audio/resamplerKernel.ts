/**
 * The inner loop of the resampler: a port with two adapters, WASM SIMD and plain JavaScript.
 *
 * Law: both give the same bits. Eight float32 partial sums (tap 0, 8, 16… in the first, tap 1, 9, 17… in the second), each product
 * and each sum rounded to float32, are added in one fixed order. So a recording has the same hash whatever ran it.
 */
export interface ResamplerKernel {
  readonly name: KernelName;
  /** Input frames, written by the resampler. */
  readonly window: Float32Array;
  /** Output frames of the last call of `convolve`. */
  readonly output: Float32Array;
  /**
   * Computes `count` output frames, of which the first begins at `position` in the window with row `phase` of the bank.
   * The caller sees to it that the window holds every input frame they need.
   */
  convolve(position: number, phase: number, count: number): void;
}

export type KernelName = 'simd' | 'js';

/** Sizes that a kernel reserves, in frames. */
export interface KernelSize {
  readonly windowFrames: number;
  readonly outputFrames: number;
}
