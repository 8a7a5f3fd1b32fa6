import { LEFT_OUT } from './longTests.ts';
import { tabPage } from './tabPage.ts';

/** Optimised before the first page asks: a later discovery reloads the page in the middle of a test. */
const optimizeDeps = {
  include: [
    'apache-arrow',
    'comlink',
    'hash-wasm',
    'hyparquet',
    'hyparquet-compressors',
    'hyparquet-writer',
    'idb',
    'libflacjs/dist/libflac.min.wasm.js',
    'parquet-wasm/esm/parquet_wasm.js',
    'valibot',
  ],
};

/** How the tests in a browser are served, and which they are: the same for every engine. */
export const browserSuite = {
  server: { plugins: [tabPage()], optimizeDeps, worker: { format: 'es' as const } },
  test: {
    fileParallelism: false,
    include: ['{packages,examples}/**/*.browser.test.ts', 'test/**/*.browser.test.ts'],
    exclude: [...LEFT_OUT],
    testTimeout: 60_000,
  },
};
