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
