import { parquetMetadata } from 'hyparquet';
import { afterEach, expect, test, vi } from 'vitest';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { everyFeature, randomRows, readSampleClip } from '../../../../test/support/shardSamples.ts';
import type { ShardWriter } from '../parquet/shardWriter.ts';
import type { EngineAssets } from './engineAssets.ts';
import { loadFullWriter } from './parquetWriters.ts';
import { wasmRefusal } from './wasmRefusal.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const table = everyFeature.parquet;

/** How a file that the writer makes is compressed. */
async function codecOf(writer: ShardWriter): Promise<string | undefined> {
  const file = await writer.write({ table, rows: randomRows(table, 20, 1), readAudio: readSampleClip });
  const chunks = parquetMetadata(file.buffer).row_groups[0]?.columns ?? [];
  return chunks.find(({ meta_data }) => meta_data?.path_in_schema[0] === 'text')?.meta_data?.codec;
}

/** The WASM as the answers to one request after another. */
function assetsOf(...answers: (() => Promise<Response>)[]): EngineAssets & { asked: () => number } {
  let asked = 0;
  const noFlac = () => Promise.reject(new Error('nobody records here'));
  return { parquetWasm: () => answers[asked++]!(), flacWasm: noFlac, asked: () => asked };
}

const wasm = async () =>
  new Response(parquetWasmBytes(), { headers: { 'content-type': 'application/wasm' } });

const noModules = {
  ...WebAssembly,
  Module: class {
    constructor() {
      throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
    }
  },
};

/** WebKit compiles what it will not run. */
const noInstances = {
  Module: WebAssembly.Module,
  Instance: class {
    constructor() {
      throw new WebAssembly.CompileError('Refused to create a WebAssembly object');
    }
  },
};

test('[SD12] WASM that could not be fetched, or came as something else, is no refusal: it is fetched again', async () => {
  const page = async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
  const assets = assetsOf(() => Promise.reject(new TypeError('Failed to fetch')), page, wasm);
  const writer = await loadFullWriter(assets);
  await expect(codecOf(writer)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(codecOf(writer)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await codecOf(writer)).toBe('ZSTD');
  expect(assets.asked()).toBe(3);
});

test.each([
  ['a policy forbids it', noModules, "add 'wasm-unsafe-eval'"],
  ['a policy forbids it to run', noInstances, "add 'wasm-unsafe-eval'"],
  ['the browser has none', undefined, 'no WebAssembly'],
])('[SD12] the light writer stands in where %s, and no WASM is fetched', async (_, global, reason) => {
  vi.stubGlobal('WebAssembly', global);
  expect(wasmRefusal()).toContain(reason);
  const assets = assetsOf();
  expect(await codecOf(await loadFullWriter(assets))).toBe('SNAPPY');
  expect(assets.asked()).toBe(0);
});

test('where WASM runs, nothing is refused', () => {
  expect(wasmRefusal()).toBeUndefined();
});
