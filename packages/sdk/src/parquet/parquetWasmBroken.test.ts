import { expect, it } from 'vitest';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { everyFeature, randomRows, readSampleClip } from '../../../../test/support/shardSamples.ts';
import { createParquetWasmWriter } from './parquetWasmWriter.ts';

const table = everyFeature.parquet;
const MEMORY_SECTION = 5;
const PAGE_BYTES = 65_536;

/** The WASM with a limit to its memory, so that running out of it can be tested: a maximum is put into its memory section. */
function limitedWasm(maxBytes: number): Uint8Array<ArrayBuffer> {
  const wasm = parquetWasmBytes();
  let at = 8;
  for (;;) {
    const [sizeBytes, body] = leb128(wasm, at + 1);
    if (wasm[at] === MEMORY_SECTION) {
      const [minPages] = leb128(wasm, body + 2);
      const limits = [1, 1, ...toLeb128(minPages), ...toLeb128(Math.ceil(maxBytes / PAGE_BYTES))];
      const section = [MEMORY_SECTION, ...toLeb128(limits.length), ...limits];
      return new Uint8Array([...wasm.subarray(0, at), ...section, ...wasm.subarray(body + sizeBytes)]);
    }
    at = body + sizeBytes;
  }
}

function leb128(bytes: Uint8Array, from: number): [value: number, next: number] {
  let [value, shift, at] = [0, 0, from];
  for (;;) {
    const byte = bytes[at++] as number;
    value += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte < 128) return [value, at];
  }
}

const toLeb128 = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...toLeb128(Math.floor(value / 128))];

it('a writer whose WASM does not load says so, loads it at a later write, and is done for once it runs out of memory', async () => {
  let loads = 0;
  const sources = [
    () => new Uint8Array(8),
    () => Promise.reject(new TypeError('Failed to fetch')),
    () => limitedWasm(20e6),
  ];
  const writer = createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: sources[loads++]?.() ?? parquetWasmBytes() }),
    createdBy: 'test',
  });
  const small = { table, rows: randomRows(table, 10, 1), readAudio: readSampleClip };
  const large = { table, rows: [[null, 'x'.repeat(12_000_000)]], readAudio: readSampleClip };

  await expect(writer.write(small)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(writer.write(small)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the Parquet WASM does not load: Failed to fetch',
  });
  expect((await writer.write(small)).length).toBeGreaterThan(0);
  expect((await writer.write(small)).length).toBeGreaterThan(0);
  expect(loads).toBe(3);
  await expect(writer.write(large)).rejects.toMatchObject({ code: 'broken' });
  await expect(writer.write(small)).rejects.toMatchObject({ code: 'broken' });
});
