import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserSuite } from './test/support/browserSuite.ts';
import { chromiumOptions } from './test/support/chromium.ts';
import { LEFT_OUT } from './test/support/longTests.ts';
import { stackCommands } from './test/support/stackCommands.ts';

const browser = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: chromiumOptions(),
    contextOptions: { permissions: ['microphone'] },
  }),
  instances: [{ browser: 'chromium' as const }],
  commands: stackCommands,
};

/** A whole configuration for the relay under test, with a dataset for each test; no hub listens there. */
const relayVars = {
  HF_TOKEN: 'hf_aTokenOfNobody',
  PARQUEUE_SECRET: 'a secret of the tests, of 32 bytes or more',
  DATASETS: Array.from({ length: 200 }, (_, index) => `d${index}=me/d${index}`).join(' '),
  SPOOL_MAX_BYTES: '8000000',
  ALLOWED_ORIGINS: 'https://recite.example',
  COMMIT_INTERVAL: '1h',
  HUB_URL: 'http://127.0.0.1:9',
};

// The projects run one after another, and what listens to sound runs alone: on two cores they would disturb each other.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          sequence: { groupOrder: 1 },
          // Most of them wait for timers, processes and the network.
          maxWorkers: 2,
          include: ['{packages,examples}/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...LEFT_OUT, '**/*.{browser,workers,e2e}.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias: { 'parqueue.tables': `${import.meta.dirname}/parqueue.tables.ts` } },
        plugins: [
          cloudflareTest({ wrangler: { configPath: './wrangler.toml' }, miniflare: { bindings: relayVars } }),
        ],
        test: {
          name: 'workers',
          sequence: { groupOrder: 2 },
          include: ['packages/**/*.workers.test.ts'],
          globalSetup: ['test/support/globalSetupHub.ts'],
          testTimeout: 30_000,
        },
      },
      {
        ...browserSuite.server,
        test: { ...browserSuite.test, name: 'browser', sequence: { groupOrder: 3 }, browser },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 4 },
          fileParallelism: false,
          include: ['test/{e2e,package,recorders,start}/**/*.e2e.test.ts'],
          exclude: [...LEFT_OUT],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          environment: 'node',
        },
      },
    ],
  },
});
