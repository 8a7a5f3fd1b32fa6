import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright';
import { chromiumOptions } from './chromium.ts';

/** A browser that nobody used before, whose pages live as a person's do. */
export interface LifeBrowser {
  readonly context: BrowserContext;
  session(page: Page): Promise<CDPSession>;
  close(): Promise<void>;
}

/** It is of the same engine as the browser of the tests. */
export async function openLifeBrowser(ofTests: Browser | null): Promise<LifeBrowser> {
  const isChromium = ofTests === null || ofTests.browserType().name() === 'chromium';
  return isChromium ? openChromium() : openOther(await ofTests.newContext());
}

const openOther = (context: BrowserContext): LifeBrowser => ({
  context,
  session: () => Promise.reject(new Error('only Chromium has a session of its developer tools')),
  close: () => context.close(),
});

/**
 * A Chromium whose pages are hidden when another is looked at, freeze, and wait in the back/forward cache. Playwright's own has that
 * cache off and makes every page believe that it is looked at.
 */
async function openChromium(): Promise<LifeBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'parqueue-life-'));
  const { executablePath = chromium.executablePath(), args } = chromiumOptions([
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ]);
  const process = spawn(executablePath, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    process.once('exit', () => resolve());
  });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await portOf(profile)}`, {
    noDefaults: true,
  });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium came without a context');
  return {
    context,
    session: (page) => context.newCDPSession(page),
    async close() {
      await browser.close().catch(() => {});
      process.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Chromium writes the port that it chose into its profile. */
async function portOf(profile: string): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port] = text.split('\n');
    if (port) return port;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Chromium did not say where it listens');
}
