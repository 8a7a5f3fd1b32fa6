import { defineConfig } from 'vitest/config';
import type { BrowserProviderOption } from 'vitest/node';
import { browserSuite } from '../support/browserSuite.ts';
import { stackCommands } from '../support/stackCommands.ts';
import { type EngineName, filesLeftOut } from './differences.ts';
import { firefoxProvider } from './firefox.ts';
import { webKitProvider } from './webKitProvider.ts';

const ROOT = `${import.meta.dirname}/../..`;

/** Xvfb is where WebKit has no head. */
const engine = (name: EngineName, groupOrder: number, provider: BrowserProviderOption) => ({
  ...browserSuite.server,
  root: ROOT,
  test: {
    ...browserSuite.test,
    name,
    root: ROOT,
    sequence: { groupOrder },
    exclude: ['**/node_modules/**', ...filesLeftOut(name).map(({ file }) => file)],
    setupFiles: ['test/engines/skipDifferences.ts'],
    browser: {
      enabled: true,
      provider,
      headless: name === 'firefox',
      ui: false,
      screenshotFailures: false,
      commands: stackCommands,
      instances: [{ browser: name, name }],
    },
  },
});

/** The tests of the project `browser`, in other engines than Chromium. */
export default defineConfig({
  root: ROOT,
  test: { projects: [engine('firefox', 1, firefoxProvider()), engine('webkit', 2, webKitProvider())] },
});
