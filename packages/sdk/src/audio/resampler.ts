import { createFilterBank, type FilterBank } from './filterBank.ts';
import { createJsKernel } from './jsKernel.ts';
import type { KernelName, KernelSize, ResamplerKernel } from './resamplerKernel.ts';
import { createSimdKernel, simdIsKnown } from './simdKernel.ts';

/** Input frames that one turn of the kernel takes at most; bounds its memory, changes no output. */
const TURN_FRAMES = 8192;

export interface ResamplerOptions {
  /** Rate of the input in Hz: any positive integer. */
  readonly inputRate: number;
  /** Rate of the output in Hz; 16,000 unless given. */
  readonly outputRate?: number;
  /** Forces a kernel; without it the fastest that this engine and the page's policy allow. */
  readonly kernel?: KernelName;
}

/**
 * A streaming resampler without delay: output frame k is the input at the time k / outputRate, and `n` input frames give exactly
 * `ceil(n · outputRate / inputRate)` output frames once flushed. The output does not depend on how the input is cut.
 */
export interface Resampler {
  /** `copy` where the rates are equal: the output is the input. */
  readonly kernel: KernelName | 'copy';
  /** Takes mono frames and gives the output frames that they complete. */
  push(input: Float32Array): Float32Array<ArrayBuffer>;
  /** Ends the stream: gives the output frames that were waiting for more input. */
  flush(): Float32Array<ArrayBuffer>;
}

/** Makes a resampler. Throws a RangeError for a rate that is not a positive integer. */
export function createResampler(options: ResamplerOptions): Resampler {
  const { inputRate, outputRate = 16_000, kernel } = options;
  for (const rate of [inputRate, outputRate]) {
    if (!Number.isInteger(rate) || rate <= 0) {
      throw new RangeError(`resampler: a rate must be a positive integer in Hz, got ${rate}`);
    }
  }
  if (inputRate === outputRate) return copyingResampler();
  return polyphaseResampler(createFilterBank(inputRate, outputRate), kernel);
}

function copyingResampler(): Resampler {
  let ended = false;
  return {
    kernel: 'copy',
    push: (input) => {
      if (ended) throw pushedAfterFlush();
      return input.slice();
    },
    flush: () => {
      ended = true;
      return new Float32Array(0);
    },
  };
}

function pushedAfterFlush(): Error {
  return new Error('resampler: push after flush; make a new one for a new stream');
}

function polyphaseResampler(bank: FilterBank, forced: KernelName | undefined): Resampler {
  const { tapCount, phaseCount, phaseStep } = bank;
  const size = {
    windowFrames: tapCount + phaseStep + TURN_FRAMES,
    outputFrames: Math.ceil(((phaseStep + TURN_FRAMES) * phaseCount) / phaseStep) + 1,
  };
  const kernel = createKernel(bank, size, forced);
  // The first output frame sits on the first input frame: what lies before it is silence.
  let filled = tapCount / 2 - 1;
  let position = 0;
  let phase = 0;
  let ended = false;

  /** Runs the kernel over what the window holds, then moves the rest to its start. */
  function turn(): Float32Array {
    const reach = (filled - tapCount - position + 1) * phaseCount - phase;
    const count = Math.max(0, Math.ceil(reach / phaseStep));
    kernel.convolve(position, phase, count);
    const advanced = phase + count * phaseStep;
    position += Math.floor(advanced / phaseCount);
    phase = advanced % phaseCount;
    const kept = Math.min(position, filled);
    kernel.window.copyWithin(0, kept, filled);
    filled -= kept;
    position -= kept;
    return kernel.output.subarray(0, count);
  }

  function push(input: Float32Array): Float32Array<ArrayBuffer> {
    if (ended) throw pushedAfterFlush();
    const output = new Float32Array(Math.ceil((input.length * phaseCount) / phaseStep) + 1);
    let written = 0;
    for (let at = 0; at < input.length; at += TURN_FRAMES) {
      const piece = input.subarray(at, at + TURN_FRAMES);
      kernel.window.set(piece, filled);
      filled += piece.length;
      const frames = turn();
      output.set(frames, written);
      written += frames.length;
    }
    return output.subarray(0, written);
  }

  function flush(): Float32Array<ArrayBuffer> {
    const tail = push(new Float32Array(tapCount / 2));
    ended = true;
    return tail;
  }

  return { kernel: kernel.name, push, flush };
}

function createKernel(bank: FilterBank, size: KernelSize, forced: KernelName | undefined): ResamplerKernel {
  if (forced === 'js') return createJsKernel(bank, size);
  if (forced === 'simd') return createSimdKernel(bank, size);
  if (!simdIsKnown()) return createJsKernel(bank, size);
  try {
    return createSimdKernel(bank, size);
  } catch {
    // A content security policy without 'wasm-unsafe-eval' refuses every WASM module.
    return createJsKernel(bank, size);
  }
}
