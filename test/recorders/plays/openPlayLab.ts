import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { build, preview } from 'vite';
import { findFreePort } from '../../../scripts/stack/freePort.ts';
import { type Stack, startStack } from '../../../scripts/startStack.ts';
import { type JsonRow, queryDataset } from '../../support/dataset.ts';
import { openLifeBrowser } from '../../support/openLifeBrowser.ts';
import type { Lab } from './page.ts';

/** A page with the recorders of plays and errors, in a browser as a person has it, with the whole stack behind it. */
export interface PlayLab {
  readonly stack: Stack;
  /** Everything that pages complained of: exceptions and console errors. */
  readonly complaints: readonly string[];
  readonly url: string;
  /** Opens the page once more. */
  open(): Promise<PlayTab>;
  query(sql: string): Promise<JsonRow[]>;
  close(): Promise<void>;
}

export interface PlayTab {
  readonly page: Page;
  call<K extends keyof Lab>(name: K, ...args: Parameters<Lab[K]>): Promise<Awaited<ReturnType<Lab[K]>>>;
  /** Goes back to the page that it left. */
  back(): Promise<void>;
  /** Ends its process, as a crash does. */
  crash(): Promise<void>;
}

export async function openPlayLab(timeZone: string): Promise<PlayLab> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-plays-'));
  const port = await findFreePort();
  const outDir = join(dir, 'page');
  const config = { root: import.meta.dirname, configFile: false, logLevel: 'error' } as const;
  const input = join(import.meta.dirname, 'page.html');
  await build({
    ...config,
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023', rolldownOptions: { input } },
  });
  const served = await preview({
    ...config,
    build: { outDir },
    preview: { host: '127.0.0.1', port, strictPort: true },
  });
  const origin = `http://127.0.0.1:${port}`;
  const stack = await startStack({
    dataDir: join(dir, 'data'),
    page: 'none',
    allowedOrigins: [origin],
    commitIntervalMs: 300,
  });
  const browser = await openLifeBrowser(null);
  const complaints: string[] = [];
  const url = `${origin}/page.html?relay=${encodeURIComponent(stack.relay.url)}`;

  async function open(): Promise<PlayTab> {
    const page = await browser.context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const session = await browser.session(page);
    await session.send('Emulation.setTimezoneOverride', { timezoneId: timeZone });
    await page.goto(url);
    await page.waitForFunction(() => 'lab' in window);
    return {
      page,
      call: (name, ...args) =>
        page.evaluate(
          ([method, given]) => {
            const { lab } = window as unknown as { lab: Record<string, (...args: unknown[]) => unknown> };
            return lab[method as string]?.(...(given as unknown[]));
          },
          [name, args] as const,
        ) as never,
      async back() {
        // A page out of the cache is loaded already, and tells no `load`.
        const came = page.waitForEvent('framenavigated');
        await page.evaluate(() => void setTimeout(() => history.back()));
        await came;
        await page.waitForFunction(() => 'lab' in window);
      },
      async crash() {
        const crashed = page.waitForEvent('crash');
        void session.send('Page.crash').catch(() => {});
        await crashed;
        await page.close();
      },
    };
  }

  return {
    stack,
    complaints,
    url,
    open,
    query: (sql) => queryDataset(stack.datasetDir, sql),
    async close() {
      await browser.close();
      await stack.close();
      await served.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
