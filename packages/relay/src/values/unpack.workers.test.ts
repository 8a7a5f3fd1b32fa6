import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { CODECS } from '../parquet/parquetFormat.ts';
import { unpack } from './unpack.ts';

// Where the relay runs: the platform's own Zstandard, not that of Node.
const sizes = [
  0, 1, 1000, 16_385, 32_769, 65_535, 65_536, 65_537, 100_001, 131_072, 131_073, 262_145, 700_001, 3_000_000,
  9_000_001,
];

test.each(sizes)('[RL11] a page of %i bytes is unpacked to exactly as many', (size) => {
  const bytes = Uint8Array.from({ length: size }, (_, i) => (i * i) >> 7);
  const packed = zstdCompressSync(bytes);
  const out = unpack(packed, CODECS.ZSTD, size);
  expect(out?.length).toBe(size);
  expect(out?.every((byte, i) => byte === bytes[i])).toBe(true);
  expect(unpack(packed, CODECS.ZSTD, size + 1)).toBeUndefined();
  if (size > 0) expect(unpack(packed, CODECS.ZSTD, size - 1)).toBeUndefined();
});

test('[RL11] a page that would become far more than it says is not unpacked', () => {
  const bomb = zstdCompressSync(new Uint8Array(20_000_000));
  expect(bomb.length).toBeLessThan(100_000);
  expect(unpack(bomb, CODECS.ZSTD, 1000)).toBeUndefined();
});
