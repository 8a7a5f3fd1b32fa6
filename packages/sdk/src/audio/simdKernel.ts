import type { FilterBank } from './filterBank.ts';
import type { KernelSize, ResamplerKernel } from './resamplerKernel.ts';
import { resamplerKernelWasm } from './resamplerKernelWasm.ts';

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
const PAGE_BYTES = 65_536;

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  convolve(
    window: number,
    row: number,
    output: number,
    count: number,
    rowBytes: number,
    windowStep: number,
    outputStep: number,
  ): void;
}

/** Whether this engine knows the instructions; a page's policy may still refuse to compile them. */
export function simdIsKnown(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(wasmBytes());
}

/** The kernel in WASM SIMD. Throws where a content security policy refuses WASM. */
export function createSimdKernel(bank: FilterBank, size: KernelSize): ResamplerKernel {
  const { tapCount, phaseCount, phaseStep } = bank;
  const coefficientsAt = 0;
  const windowAt = coefficientsAt + bank.coefficients.byteLength;
  const outputAt = windowAt + size.windowFrames * FLOAT_BYTES;
  // Small enough (under 4 kB) to be compiled at once, even on a page's main thread.
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasmBytes()));
  const { memory, convolve } = instance.exports as unknown as KernelExports;
  const sizeBytes = outputAt + size.outputFrames * FLOAT_BYTES;
  memory.grow(Math.max(0, Math.ceil((sizeBytes - memory.buffer.byteLength) / PAGE_BYTES)));
  new Float32Array(memory.buffer, coefficientsAt, bank.coefficients.length).set(bank.coefficients);

  return {
    name: 'simd',
    window: new Float32Array(memory.buffer, windowAt, size.windowFrames),
    output: new Float32Array(memory.buffer, outputAt, size.outputFrames),
    convolve: (position, phase, count) => {
      // Every phaseCount-th output frame uses the same row, phaseStep input frames further on.
      for (let first = 0; first < Math.min(phaseCount, count); first++) {
        const advanced = phase + first * phaseStep;
        convolve(
          windowAt + (position + Math.floor(advanced / phaseCount)) * FLOAT_BYTES,
          coefficientsAt + (advanced % phaseCount) * tapCount * FLOAT_BYTES,
          outputAt + first * FLOAT_BYTES,
          Math.ceil((count - first) / phaseCount),
          tapCount * FLOAT_BYTES,
          phaseStep * FLOAT_BYTES,
          phaseCount * FLOAT_BYTES,
        );
      }
    },
  };
}

function wasmBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(resamplerKernelWasm), (character) => character.charCodeAt(0));
}
