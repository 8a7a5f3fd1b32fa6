import { type FilterBank, TAP_ALIGNMENT } from './filterBank.ts';
import type { KernelSize, ResamplerKernel } from './resamplerKernel.ts';

const { fround } = Math;
/** Lanes of one SIMD register. */
const LANE_COUNT = 4;

/**
 * The kernel without WASM, for browsers without SIMD and for pages whose policy refuses WASM. Rounding every product and sum to
 * float32 makes it about five times slower than summing in float64 would be; it is still some 50 × real time.
 */
export function createJsKernel(bank: FilterBank, size: KernelSize): ResamplerKernel {
  const { coefficients, tapCount, phaseCount, phaseStep } = bank;
  const window = new Float32Array(size.windowFrames);
  const output = new Float32Array(size.outputFrames);
  // Two registers of four lanes, as the SIMD kernel keeps them.
  const sums = new Float32Array(TAP_ALIGNMENT);

  function convolve(position: number, phase: number, count: number): void {
    let start = position;
    let row = phase;
    for (let index = 0; index < count; index++) {
      for (let register = 0; register < TAP_ALIGNMENT; register += LANE_COUNT) {
        sumRegister(register, start + register, row * tapCount + register);
      }
      output[index] = fround(fround(sumLane(0) + sumLane(2)) + fround(sumLane(1) + sumLane(3)));
      row += phaseStep;
      start += Math.floor(row / phaseCount);
      row %= phaseCount;
    }
  }

  /** Every eighth tap into each lane of one register. */
  function sumRegister(register: number, windowAt: number, coefficientsAt: number): void {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let tap = 0; tap < tapCount; tap += TAP_ALIGNMENT) {
      const x = windowAt + tap;
      const h = coefficientsAt + tap;
      a = fround(a + fround((window[x] as number) * (coefficients[h] as number)));
      b = fround(b + fround((window[x + 1] as number) * (coefficients[h + 1] as number)));
      c = fround(c + fround((window[x + 2] as number) * (coefficients[h + 2] as number)));
      d = fround(d + fround((window[x + 3] as number) * (coefficients[h + 3] as number)));
    }
    sums[register] = a;
    sums[register + 1] = b;
    sums[register + 2] = c;
    sums[register + 3] = d;
  }

  const sumLane = (lane: number): number =>
    fround((sums[lane] as number) + (sums[lane + LANE_COUNT] as number));

  return { name: 'js', window, output, convolve };
}
