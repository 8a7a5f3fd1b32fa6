import { playwright } from '@vitest/browser-playwright';
import type { BrowserProvider, BrowserProviderOption, TestProject } from 'vitest/node';
import { startWebKit, type WebKit } from './startWebKit.ts';
import { openWebKitTab } from './webKitTab.ts';

declare module 'vitest/browser' {
  interface BrowserCommands {
    __vitest_viewport(): Promise<void>;
  }
}

/** Vitest's tests in WebKitGTK, one page at a time; its server is the same for every provider. */
export const webKitProvider = (): BrowserProviderOption => ({
  name: 'webkitgtk',
  supportedBrowser: ['webkit'],
  options: {},
  providerFactory: createProvider,
  serverFactory: playwright().serverFactory,
});

function createProvider(project: TestProject): BrowserProvider {
  // Vitest sizes the frame of the tests; the window around it stays as large as the screen.
  project.browser?.registerCommand('__vitest_viewport', async () => {});
  let started: Promise<WebKit> | undefined;
  const webKit = () => {
    started ??= startWebKit();
    return started;
  };
  return {
    name: 'webkitgtk',
    supportsParallelism: false,
    getCommandsContext: () => ({ context: contextOf(webKit) }),
    async openPage(_sessionId, url) {
      const { driver } = await webKit();
      const [first] = await driver.windows();
      if (first === undefined) throw new Error('WebKit came without a window');
      await driver.inWindow(first, (window) => window.goto(url));
    },
    close: async () => (await started)?.close(),
  };
}

/** What the commands of tests use of a context of Playwright. */
const contextOf = (webKit: () => Promise<WebKit>) => ({
  newPage: async () => openWebKitTab((await webKit()).driver),
  browser: () => ({ browserType: () => ({ name: () => 'webkit' }), newContext: openContext }),
});

/** A browser of its own, whose storage is empty. */
async function openContext() {
  const webKit = await startWebKit();
  return { ...contextOf(async () => webKit), close: () => webKit.close() };
}
