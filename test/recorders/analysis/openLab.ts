import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { findFreePort } from '../../../scripts/stack/freePort.ts';
import { type Stack, startStack } from '../../../scripts/startStack.ts';
import { chromiumOptions } from '../../support/chromium.ts';
import type { Lab } from './page.ts';

/** The recorders in a page of real Chromium, far from UTC, with the whole stack behind it. */
export interface OpenLab {
  readonly stack: Stack;
  /** Everything that the page complained of: exceptions and console errors. */
  readonly complaints: readonly string[];
  /** Calls a function of the page. */
  call<K extends keyof Lab>(name: K, ...args: Parameters<Lab[K]>): Promise<Awaited<ReturnType<Lab[K]>>>;
  /** Begins the next visit. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** @param before files that the dataset has already. */
export async function openLab(
  before: readonly { readonly path: string; readonly bytes: Uint8Array }[] = [],
): Promise<OpenLab> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-analysis-'));
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
  if (before.length > 0)
    await stack.hub.repos.find('local/recitations')?.commit({
      title: 'Upload',
      description: '',
      author: 'recitation_app',
      operations: before.map((file) => ({ kind: 'file' as const, ...file })),
    });
  const browser = await chromium.launch(chromiumOptions());
  const page = await browser.newPage({ timezoneId: 'Pacific/Kiritimati' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${origin}/page.html?relay=${encodeURIComponent(stack.relay.url)}`);
  const ready = () => page.waitForFunction(() => 'lab' in window);
  await ready();
  return {
    stack,
    complaints,
    call: (name, ...args) =>
      page.evaluate(
        ([method, given]) => {
          const { lab } = window as unknown as { lab: Record<string, (...args: unknown[]) => unknown> };
          return lab[method as string]?.(...(given as unknown[]));
        },
        [name, args] as const,
      ) as never,
    async reload() {
      await page.reload();
      await ready();
    },
    async close() {
      await browser.close();
      await stack.close();
      await served.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
