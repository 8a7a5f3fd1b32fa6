import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { openLifeBrowser } from './openLifeBrowser.ts';

/** The radio page as `npm start` serves it, in a browser as a person has it, with the whole stack behind it. */
export interface OpenRadio {
  readonly stack: Stack;
  /** Everything that pages complained of: exceptions and console errors. */
  readonly complaints: readonly string[];
  /** Opens the radio in a tab of its own. */
  open(): Promise<Page>;
  /** Ends the process of a tab, as a crash does. */
  crash(page: Page): Promise<void>;
  close(): Promise<void>;
}

export async function openRadio(): Promise<OpenRadio> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-radio-'));
  const stack = await startStack({ dataDir: join(dir, 'data'), page: 'built', commitIntervalMs: 300 });
  const browser = await openLifeBrowser(null);
  const complaints: string[] = [];
  return {
    stack,
    complaints,
    async open() {
      const page = await browser.context.newPage();
      await page.setViewportSize({ width: 1280, height: 800 });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(`${stack.pageUrl}/radio/`);
      await page.getByRole('heading', { name: 'Radio' }).waitFor();
      return page;
    },
    async crash(page) {
      const session = await browser.session(page);
      const crashed = page.waitForEvent('crash');
      void session.send('Page.crash').catch(() => {});
      await crashed;
      await page.close();
    },
    async close() {
      await browser.close();
      await stack.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
