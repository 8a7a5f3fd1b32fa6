import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { buildResamplerKernel } from '../../../../scripts/buildResamplerKernel.ts';
import { firstDifference } from '../../../../test/support/firstDifference.ts';
import { noise, tone } from '../../../../test/support/signals.ts';
import { createResampler, type ResamplerOptions } from './resampler.ts';
import { createSimdKernel, simdIsKnown } from './simdKernel.ts';

const RATES = [8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000];

function resample(input: Float32Array, options: ResamplerOptions, cut = input.length): Float32Array {
  const resampler = createResampler(options);
  const pieces: Float32Array[] = [];
  for (let at = 0; at < input.length; at += cut) pieces.push(resampler.push(input.subarray(at, at + cut)));
  pieces.push(resampler.flush());
  return Float32Array.from(pieces.flatMap((piece) => [...piece]));
}

/** Amplitude at a frequency, without the ends, where the stream begins and stops abruptly. */
function amplitude(samples: Float32Array, frequency: number, rate: number): number {
  const from = Math.round(samples.length / 4);
  const to = from + Math.round(samples.length / 2);
  let [real, imaginary, weight] = [0, 0, 0];
  for (let frame = from; frame < to; frame++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (frame - from + 0.5)) / (to - from));
    const angle = (2 * Math.PI * frequency * frame) / rate;
    real += window * (samples[frame] as number) * Math.cos(angle);
    imaginary += window * (samples[frame] as number) * Math.sin(angle);
    weight += window;
  }
  return (2 * Math.hypot(real, imaginary)) / weight;
}

function peak(samples: Float32Array): number {
  const from = Math.round(samples.length / 4);
  return samples.subarray(from, -from).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

const decibels = (ratio: number) => 20 * Math.log10(ratio);

describe('resampler', () => {
  it.each([44_100, 48_000, 96_000])('[AU1] passes speech up to 7.2 kHz unchanged (%i Hz)', (inputRate) => {
    for (const frequency of [50, 440, 1_000, 3_000, 5_000, 6_500, 7_000, 7_200]) {
      const output = resample(tone(frequency, inputRate), { inputRate });
      const gain = decibels(amplitude(output, frequency, 16_000) / 0.5);
      expect(Math.abs(gain), `${frequency} Hz: ${gain} dB`).toBeLessThanOrEqual(0.01);
    }
  });

  it.each([44_100, 48_000, 96_000])(
    'lets nothing above 8.2 kHz come back as an alias (%i Hz)',
    (inputRate) => {
      for (const frequency of [8_200, 8_500, 10_000, 12_345, 15_900, 16_100, 20_000]) {
        const output = resample(tone(frequency, inputRate), { inputRate });
        const level = decibels(peak(output) / 0.5);
        expect(level, `${frequency} Hz: ${level} dB`).toBeLessThanOrEqual(-100);
      }
    },
  );

  it.each([8_000, 11_025])('leaves no image of the input above its own band (%i Hz)', (inputRate) => {
    const frequency = 0.43 * inputRate;
    const output = resample(tone(frequency, inputRate), { inputRate });
    expect(decibels(amplitude(output, inputRate - frequency, 16_000) / 0.5)).toBeLessThan(-100);
    expect(Math.abs(decibels(amplitude(output, frequency, 16_000) / 0.5))).toBeLessThan(0.01);
  });

  it.each(RATES)('has no delay: a tone keeps its phase (%i Hz)', (inputRate) => {
    const output = resample(tone(1_000, inputRate), { inputRate });
    const expected = tone(1_000, 16_000);
    for (let frame = 2_000; frame < 14_000; frame++) {
      expect(Math.abs((output[frame] as number) - (expected[frame] as number))).toBeLessThan(2e-6);
    }
  });

  it.each(RATES)('gives exactly ceil(n · 16000 / rate) frames (%i Hz)', (inputRate) => {
    for (const frameCount of [0, 1, 2, 3, 127, 160, 441, 4_096, 10_007, 40_000]) {
      const output = resample(noise(frameCount), { inputRate });
      expect(output.length).toBe(Math.ceil((frameCount * 16_000) / inputRate));
    }
  });

  it.each(RATES)('gives the same bits however the input is cut (%i Hz)', (inputRate) => {
    const input = noise(30_000);
    const whole = resample(input, { inputRate });
    for (const cut of [1, 128, 2_048, 4_096, 10_007]) {
      expect(firstDifference(resample(input, { inputRate }, cut), whole)).toBeUndefined();
    }
  });

  it.each(RATES)('[AU1] gives the same bits in JavaScript as in WASM SIMD (%i Hz)', (inputRate) => {
    const input = noise(20_000, inputRate);
    const simd = resample(input, { inputRate, kernel: 'simd' });
    const js = resample(input, { inputRate, kernel: 'js' });
    expect(js.length).toBe(Math.ceil((20_000 * 16_000) / inputRate));
    expect(firstDifference(js, simd)).toBeUndefined();
  });

  it('copies the input where the rates are equal', () => {
    const input = noise(1_000);
    expect(firstDifference(resample(input, { inputRate: 16_000 }, 77), input)).toBeUndefined();
    expect(createResampler({ inputRate: 16_000 }).kernel).toBe('copy');
  });

  it('takes any integer rate, and names a rate that it cannot take', () => {
    expect(resample(noise(441), { inputRate: 44_056 }).length).toBe(Math.ceil((441 * 16_000) / 44_056));
    for (const inputRate of [0, -1, 44_100.5, Number.NaN]) {
      expect(() => createResampler({ inputRate })).toThrow(/positive integer in Hz/);
    }
  });

  it.each([16_000, 48_000])('refuses input after its end (%i Hz)', (inputRate) => {
    const resampler = createResampler({ inputRate });
    resampler.flush();
    expect(() => resampler.push(noise(10))).toThrow(/push after flush/);
  });
});

describe('resampler kernels', () => {
  it('runs SIMD where the engine has it', () => {
    expect(simdIsKnown()).toBe(true);
    expect(createResampler({ inputRate: 48_000 }).kernel).toBe('simd');
  });

  it('falls back to JavaScript where a policy refuses WASM', () => {
    const { Module } = WebAssembly;
    try {
      WebAssembly.Module = class {
        constructor() {
          throw new WebAssembly.CompileError('Refused to compile: unsafe-eval is not an allowed source');
        }
      } as unknown as typeof WebAssembly.Module;
      expect(() => createSimdKernel({ ...bank }, size)).toThrow(/Refused/);
      expect(createResampler({ inputRate: 48_000 }).kernel).toBe('js');
    } finally {
      WebAssembly.Module = Module;
    }
  });

  it('ships the WASM that its text builds', async () => {
    const shipped = await readFile(new URL('resamplerKernelWasm.ts', import.meta.url), 'utf8');
    expect(shipped).toBe(await buildResamplerKernel());
  });
});

const bank = { tapCount: 16, phaseCount: 1, phaseStep: 3, coefficients: new Float32Array(16) };
const size = { windowFrames: 64, outputFrames: 64 };
