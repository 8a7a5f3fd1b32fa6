import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { engineEnvironment } from './engineEnvironment.ts';
import { loadLightWriter } from './parquetWriters.ts';

afterEach(() => void vi.unstubAllGlobals());

test('a page over plain http, where browsers give no SubtleCrypto, hashes its shards all the same', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const expected = createHash('sha256').update(bytes).digest('hex');
  const none = () => Promise.reject(new Error('no WASM is asked for'));
  const { sha256 } = engineEnvironment({ parquetWasm: none, flacWasm: none }, loadLightWriter);
  expect(await sha256(bytes)).toBe(expected);
  vi.stubGlobal('crypto', {});
  expect(await sha256(bytes)).toBe(expected);
});
