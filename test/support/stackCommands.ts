import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { BrowserCommand } from 'vitest/node';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { type JsonRow, queryDataset } from './dataset.ts';

/**
 * What a test in the browser cannot do from its own page: have a stack of its own, take its relay away, open and close tabs, and read the
 * dataset. Each runs in Node, beside the browser.
 */

let stack: Stack | undefined;
let dir: string | undefined;
const tabs = new Map<string, Page>();

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Starts hub and relay for pages of an origin; gives the relay's address. */
    openStack: (origin: string) => Promise<string>;
    closeStack: () => Promise<void>;
    stopRelay: () => Promise<void>;
    startRelay: () => Promise<void>;
    /** Opens a page of the tab script (`tab.ts`) in a tab of its own. */
    openTab: (name: string, url: string) => Promise<void>;
    /** Calls a function of the tab's `window.tab`. */
    inTab: (name: string, call: string, ...args: unknown[]) => Promise<unknown>;
    reloadTab: (name: string) => Promise<void>;
    /** Waits until a tab that reloaded itself is there again. */
    waitForTab: (name: string) => Promise<void>;
    closeTab: (name: string) => Promise<void>;
    /** What DuckDB answers; paths in the query are those of the dataset. */
    queryDataset: (sql: string) => Promise<JsonRow[]>;
  }
}

const openStack: BrowserCommand<[origin: string]> = async (_context, origin) => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-tabs-'));
  stack = await startStack({ dataDir: dir, page: 'none', allowedOrigins: [origin], commitIntervalMs: 300 });
  return stack.relay.url;
};

const closeStack: BrowserCommand<[]> = async () => {
  for (const tab of tabs.values()) await tab.close();
  tabs.clear();
  await stack?.close();
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
};

const stopRelay: BrowserCommand<[]> = async () => stack?.relay.stop();
const startRelay: BrowserCommand<[]> = async () => stack?.relay.start();

const openTab: BrowserCommand<[name: string, url: string]> = async ({ context }, name, url) => {
  const tab = await context.newPage();
  tabs.set(name, tab);
  await tab.goto(url);
  await tab.waitForFunction(() => 'tab' in window);
};

const inTab: BrowserCommand<[name: string, call: string, ...args: unknown[]]> = (
  _context,
  name,
  call,
  ...args
) =>
  tabOf(name).evaluate(
    ([method, given]) => {
      const { tab } = window as unknown as { tab: Record<string, (...args: unknown[]) => unknown> };
      return tab[method as string]?.(...(given as unknown[]));
    },
    [call, args] as const,
  );

const reloadTab: BrowserCommand<[name: string]> = async (_context, name) => {
  await tabOf(name).reload();
  await tabOf(name).waitForFunction(() => 'tab' in window);
};

const waitForTab: BrowserCommand<[name: string]> = async (_context, name) => {
  await tabOf(name).waitForLoadState();
  await tabOf(name).waitForFunction(() => 'tab' in window);
};

const closeTab: BrowserCommand<[name: string]> = async (_context, name) => {
  await tabOf(name).close();
  tabs.delete(name);
};

const query: BrowserCommand<[sql: string]> = async (_context, sql) => {
  if (stack === undefined) throw new Error('no stack is open');
  return [...(await queryDataset(stack.datasetDir, sql))];
};

function tabOf(name: string): Page {
  const tab = tabs.get(name);
  if (tab === undefined) throw new Error(`no tab ${name} is open`);
  return tab;
}

export const stackCommands = {
  openStack,
  closeStack,
  stopRelay,
  startRelay,
  openTab,
  inTab,
  reloadTab,
  waitForTab,
  closeTab,
  queryDataset: query,
};
