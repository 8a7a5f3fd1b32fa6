import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { MATRIX } from '../consumers/matrix.ts';
import type { ConsumerResult } from '../consumers/runConsumer.ts';
import { runMatrix } from '../consumers/runMatrix.ts';

// The short form of `npm run consumers`: those that the tools of this project can build, so that nothing is installed.
const SHORT = ['vite-build', 'csp-strict', 'csp-no-wasm', 'isolated'];

let results: readonly ConsumerResult[];

beforeAll(async () => {
  const consumers = MATRIX.filter(({ name }) => SHORT.includes(name));
  results = await runMatrix({ consumers, install: 'borrowed' });
});

test.each([
  ['vite-build', 'an app that Vite builds, with no setting for the package'],
  ['csp-strict', 'a page whose policy lets workers come from its own files alone'],
  ['csp-no-wasm', 'a page whose policy refuses WebAssembly, without audio'],
  ['isolated', 'a page that is isolated from other origins'],
])('%s: ten rows and two seconds of speech arrive from %s', (name) => {
  expect(results.find((result) => result.name === name)).toMatchObject({ problems: [] });
});

test('a page downloads no more than INSTALL says', async () => {
  const install = await readFile(new URL('../../docs/INSTALL.md', import.meta.url), 'utf8');
  const stated = [...install.matchAll(/\| `(\S+)` \| (\d+) kB \| (\d+) kB \|/g)].map((match) => ({
    result: results.find(({ name }) => name === match[1]),
    openBytes: Number(match[2]) * 1000,
    useBytes: Number(match[3]) * 1000,
  }));
  const measured = stated.filter(({ result }) => result !== undefined);
  expect(measured.map(({ result }) => result?.name)).toEqual(['vite-build', 'csp-strict']);
  for (const { result, openBytes, useBytes } of measured) {
    expect(result?.openBytes).toBeLessThan(openBytes * ROUNDING);
    expect(result?.useBytes).toBeLessThan(useBytes * ROUNDING);
  }
});

/** The figures of INSTALL are round; the first is of a few kB, with the addresses of this run in its headers. */
const ROUNDING = 1.1;
