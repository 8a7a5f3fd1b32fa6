import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { assembledKernels } from '../../scripts/build/flacWasm/simdFlacWasm.ts';
import { flacWasmBytes } from '../support/flacWasm.ts';
import { forSeeds, type Random } from '../support/seeded.ts';

const PRINT_DIGESTS = join(import.meta.dirname, 'support/printFlacDigests.ts');
const UNTOUCHED = createRequire(import.meta.url).resolve('libflacjs/dist/libflac.min.wasm.wasm');
const PAGE_BYTES = 65_536;

it('the WASM that ships encodes to the same files as the untouched one, byte by byte', async () => {
  const seed = process.env['SEED'] ?? String(Date.now() % 1_000_000);
  const digestsOf = async (wasm: string) =>
    (await promisify(execFile)(process.execPath, [PRINT_DIGESTS, wasm, seed])).stdout.trim().split('\n');
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-wasm-'));
  try {
    const shipped = join(dir, 'flac.wasm');
    await writeFile(shipped, await flacWasmBytes());
    const [expected, given] = await Promise.all([digestsOf(UNTOUCHED), digestsOf(shipped)]);
    expect(expected.length).toBeGreaterThan(600);
    expect(given, `with SEED=${seed}`).toEqual(expected);
  } finally {
    await rm(dir, { recursive: true });
  }
}, 120_000);

interface Kernels {
  window(input: number, window: number, output: number, count: number): void;
  autocorrelation(data: number, length: number, lag: number, autoc: number): void;
  residual(
    data: number,
    length: number,
    coefficients: number,
    order: number,
    shift: number,
    residual: number,
  ): void;
}

/** One page of memory, filled with what nobody expects, whose end is the end of what may be read. */
async function openKernels() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(await assembledKernels(), { libflac: { memory } });
  const floats = new Float32Array(memory.buffer);
  const wholes = new Int32Array(memory.buffer);
  return { kernels: instance.exports as unknown as Kernels, floats, wholes };
}

const { kernels, floats, wholes } = await openKernels();
const RESULT = 4_096;
const GUARD = -77;

/** The place of so many values at the very end of memory. */
const atEnd = (count: number): number => PAGE_BYTES - 4 * count;

const anyFloat = (random: Random): number =>
  Math.fround(random.int(-32_768, 32_767) * Math.fround(random.int(0, 1000) / 999));

it('autocorrelation sums in the order of samples for any length and lag, at the end of memory, and writes no lag more', () => {
  forSeeds(300, (random) => {
    const lag = random.int(1, 33);
    const length = random.pick([0, 1, lag, random.int(0, 40), random.int(0, 1200)]);
    const data = Float32Array.from({ length }, () => anyFloat(random));
    floats.set(data, atEnd(length) / 4);
    floats.fill(GUARD, RESULT / 4, RESULT / 4 + lag + 16);
    kernels.autocorrelation(atEnd(length), length, lag, RESULT);
    const expected = Array.from({ length: lag }, (_, l) => {
      let sum = 0;
      for (let i = 0; i + l < length; i++)
        sum = Math.fround(sum + Math.fround((data[i] as number) * (data[i + l] as number)));
      return sum;
    });
    const given = floats.slice(RESULT / 4, RESULT / 4 + lag + 16);
    expect([...given]).toEqual([...expected, ...new Array(16).fill(GUARD)]);
  });
});

it('residuals wrap in 32 bits as the original, for any length, order and shift, at the end of memory', () => {
  forSeeds(300, (random) => {
    const order = random.int(1, 32);
    const length = random.pick([0, 1, 15, 16, 17, random.int(0, 1200)]);
    const shift = random.int(0, 15);
    const reach = random.pick([32_767, 2 ** 31 - 1]);
    const coefficients = Int32Array.from({ length: order }, () => random.int(-16_384, 16_383));
    const data = Int32Array.from({ length: order + length }, () => random.int(-reach, reach));
    wholes.set(coefficients, 0);
    wholes.set(data, atEnd(order + length) / 4);
    wholes.fill(GUARD, RESULT / 4, RESULT / 4 + length + 16);
    kernels.residual(atEnd(length), length, 0, order, shift, RESULT);
    const expected = Array.from({ length }, (_, i) => {
      const sum = coefficients.reduce(
        (so, c, j) => (so + Math.imul(c, data[order + i - 1 - j] as number)) | 0,
        0,
      );
      return ((data[order + i] as number) - (sum >> shift)) | 0;
    });
    const given = wholes.slice(RESULT / 4, RESULT / 4 + length + 16);
    expect([...given]).toEqual([...expected, ...new Array(16).fill(GUARD)]);
  });
});

it('windows are rounded once, for any length, at the end of memory', () => {
  forSeeds(100, (random) => {
    const count = random.int(0, 70);
    const input = Int32Array.from({ length: count }, () => random.int(-(2 ** 31), 2 ** 31 - 1));
    const window = Float32Array.from({ length: count }, () => random.int(0, 1_000_000) / 1_000_000);
    wholes.set(input, 0);
    floats.set(window, atEnd(count) / 4);
    floats.fill(GUARD, RESULT / 4, RESULT / 4 + count + 16);
    kernels.window(0, atEnd(count), RESULT, count);
    const expected = [...input].map((value, i) => Math.fround(Math.fround(value) * (window[i] as number)));
    const given = floats.slice(RESULT / 4, RESULT / 4 + count + 16);
    expect([...given]).toEqual([...expected, ...new Array(16).fill(GUARD)]);
  });
});
