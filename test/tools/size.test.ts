import { expect, test } from 'vitest';
import { findGrowth } from '../../scripts/size/findGrowth.ts';
import type { Sizes } from '../../scripts/size/measureFiles.ts';
import { stableSizes } from '../../scripts/size/stableSizes.ts';

const sizes = (raw: number): Sizes => ({ raw, gzip: raw / 8, brotli: raw / 10 });
const asBuilt = (...files: readonly (readonly [string, number])[]) =>
  stableSizes(new Map(files.map(([path, raw]) => [path, sizes(raw)])));

const baseline = Object.fromEntries(
  asBuilt(['chunks/chunk-AAAAAAA1.js', 4000], ['chunks/worker-light-AAAAAAA2.js', 8000], ['index.d.ts', 400]),
);

test('a build with other hashes, and chunks cut in another way, is no growth', () => {
  const built = asBuilt(
    ['chunks/chunk-BBBBBBB1.js', 1000],
    ['chunks/chunk-BBBBBBB2.js', 3000],
    ['chunks/worker-light-BBBBBBB3.js', 8000],
    ['index.d.ts', 300],
    ['types/row.d.ts', 100],
  );
  expect(findGrowth(built, baseline)).toEqual([]);
});

test('growth is told by the name that stays', () => {
  const built = asBuilt(
    ['chunks/chunk-BBBBBBB1.js', 4000],
    ['chunks/chunk-BBBBBBB2.js', 201],
    ['chunks/worker-light-BBBBBBB3.js', 8400],
    ['types/row.d.ts', 500],
  );
  expect(findGrowth(built, baseline)).toEqual(['chunks/chunk-*.js, raw: 4000 → 4201 bytes (+5.0 %)']);
});

test('a file that the baseline does not know is told', () => {
  expect(findGrowth(asBuilt(['chunks/other-AAAAAAA1.js', 10]), baseline)).toEqual([
    'chunks/other.js is new, of 10 bytes',
  ]);
});
