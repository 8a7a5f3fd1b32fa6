import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { trimmedParquetWasm } from '../../scripts/build/parquetWasm/trimmedParquetWasm.ts';

const PRINT_DIGESTS = join(import.meta.dirname, 'support/printDigests.ts');
const WHOLE = createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm');

const digestsOf = async (wasm: string) =>
  (await promisify(execFile)(process.execPath, [PRINT_DIGESTS, wasm])).stdout.trim().split('\n');

test('the WASM that ships writes the same files as the whole one, byte by byte', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-wasm-'));
  try {
    const trimmed = join(dir, 'parquet.wasm');
    await writeFile(trimmed, trimmedParquetWasm());
    const [expected, given] = await Promise.all([digestsOf(WHOLE), digestsOf(trimmed)]);
    expect(expected.length).toBeGreaterThan(25);
    expect(given).toEqual(expected);
  } finally {
    await rm(dir, { recursive: true });
  }
}, 120_000);
