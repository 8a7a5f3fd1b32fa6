import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumOptions } from './test/support/chromium.ts';

/** Optimised before the first page asks: a later discovery reloads the page in the middle of a test. */
const optimizeDeps = {
  include: [
    'apache-arrow',
    'comlink',
    'hash-wasm',
    'idb',
    'libflacjs/dist/libflac.min.wasm.js',
    'parquet-wasm/esm/parquet_wasm.js',
    'valibot',
  ],
};

const browser = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: chromiumOptions(),
    contextOptions: { permissions: ['microphone'] },
  }),
  instances: [{ browser: 'chromium' as const }],
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['packages/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{browser,workers,e2e}.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: { name: 'workers', include: ['packages/**/*.workers.test.ts'], testTimeout: 30_000 },
      },
      {
        optimizeDeps,
        worker: { format: 'es' },
        test: {
          name: 'browser',
          include: ['packages/**/*.browser.test.ts', 'test/**/*.browser.test.ts'],
          globalSetup: ['test/support/globalSetup.ts'],
          testTimeout: 60_000,
          browser,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          environment: 'node',
        },
      },
    ],
  },
});
