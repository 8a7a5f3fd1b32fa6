import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import type { BrowserCommand } from 'vitest/node';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { type JsonRow, queryDataset } from './dataset.ts';
import { checkDataset, type LoadableDataset } from './loadableDataset.ts';
import { type LifeBrowser, openLifeBrowser } from './openLifeBrowser.ts';
import { type ReadExport, readExport } from './readExport.ts';
import { type DoorMode, openRelayDoor, type RelayDoor } from './relayDoor.ts';

/**
 * What a test in the browser cannot do from its own page: have a stack of its own, take its relay away, open and close tabs, and read the
 * dataset. Each runs in Node, beside the browser.
 */

let stack: Stack | undefined;
let dir: string | undefined;
let door: RelayDoor | undefined;
let life: LifeBrowser | undefined;
const tabs = new Map<string, Page>();
/** By tab: what limits the room of its origin. */
const rooms = new Map<string, CDPSession>();

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Starts hub and relay for pages of an origin; gives the relay's address. */
    openStack: (origin: string) => Promise<string>;
    closeStack: () => Promise<void>;
    stopRelay: () => Promise<void>;
    startRelay: () => Promise<void>;
    /** Puts a door between pages and relay, open at first; gives its address. */
    openDoor: () => Promise<string>;
    setDoor: (mode: DoorMode) => Promise<void>;
    /** Resolves when a request hangs at the door. */
    waitForHanging: () => Promise<void>;
    /** From here on, tabs open in a browser that nobody used before; Chromium's are hidden, frozen and kept for `back` as a person's are. */
    openLifeBrowser: () => Promise<void>;
    closeLifeBrowser: () => Promise<void>;
    /** Looks at another tab, and at this one again. */
    hideTab: (name: string) => Promise<void>;
    showTab: (name: string) => Promise<void>;
    /** Freezes a hidden tab, and lets it go on. */
    freezeTab: (name: string) => Promise<void>;
    thawTab: (name: string) => Promise<void>;
    /** Leaves a tab's page for another one. */
    leaveTab: (name: string, url: string) => Promise<void>;
    /** Has a tab append twenty rows, and leave in the same task: for an address, or through the history. */
    leaveBySaying: (name: string, label: string, from: number, to: string) => Promise<void>;
    /** Goes through the history of a tab; the page may be the one that it was. */
    goInTab: (name: string, way: 'back' | 'forward') => Promise<void>;
    /** Ends the process of a tab as a bug of the browser would. */
    crashTab: (name: string) => Promise<void>;
    /** Opens a page of the tab script (`tab.ts`) in a tab of its own. */
    openTab: (name: string, url: string) => Promise<void>;
    /** Calls a function of the tab's `window.tab`. */
    inTab: (name: string, call: string, ...args: unknown[]) => Promise<unknown>;
    reloadTab: (name: string) => Promise<void>;
    /** Waits until a tab that reloaded itself is there again. */
    waitForTab: (name: string) => Promise<void>;
    closeTab: (name: string) => Promise<void>;
    /** Leaves the origin of a tab so many bytes of room; as much as ever when undefined. */
    limitRoom: (name: string, roomBytes?: number) => Promise<void>;
    /** What others read of an export: DuckDB of its rows, `flac` of its recordings, Python of the zip. */
    readExport: (files: Readonly<Record<string, string>>, zip: string, sql: string) => Promise<ReadExport>;
    /** What DuckDB answers; paths in the query are those of the dataset. */
    queryDataset: (sql: string) => Promise<JsonRow[]>;
    /** What stands in the way of loading the dataset with its features as declared. */
    checkDataset: () => Promise<LoadableDataset>;
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
  await life?.close();
  await door?.close();
  await stack?.close();
  life = door = stack = undefined;
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
};

const openDoor: BrowserCommand<[]> = async () => {
  if (stack === undefined) throw new Error('no stack is open');
  door = await openRelayDoor(stack.relay.url);
  return door.url;
};

const setDoor: BrowserCommand<[mode: DoorMode]> = async (_context, mode) => door?.set(mode);

const waitForHanging: BrowserCommand<[]> = async () => {
  while (door?.hanging() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
};

const openBrowser: BrowserCommand<[]> = async ({ context }) => {
  life = await openLifeBrowser(context.browser());
};

/** Whoever is open in it ends as with a closed window. */
const closeBrowser: BrowserCommand<[]> = async () => {
  tabs.clear();
  await life?.close();
  life = undefined;
};

const stopRelay: BrowserCommand<[]> = async () => stack?.relay.stop();
const startRelay: BrowserCommand<[]> = async () => stack?.relay.start();

const openTab: BrowserCommand<[name: string, url: string]> = async ({ context }, name, url) => {
  const tab = await (life?.context ?? context).newPage();
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

const limitRoom: BrowserCommand<[name: string, roomBytes?: number]> = async (_context, name, roomBytes) => {
  const tab = tabOf(name);
  const { origin } = new URL(tab.url());
  const session = await tab.context().newCDPSession(tab);
  const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
  const quota = roomBytes === undefined ? {} : { quotaSize: usage + roomBytes };
  await session.send('Storage.overrideQuotaForOrigin', { origin, ...quota });
  // The override goes with the session that made it.
  await rooms.get(name)?.detach();
  rooms.set(name, session);
};

const closeTab: BrowserCommand<[name: string]> = async (_context, name) => {
  await tabOf(name).close();
  tabs.delete(name);
};

/** The blank tab that Chromium opened with. */
const hideTab: BrowserCommand<[name: string]> = async (_context, name) => {
  await life?.context.pages()[0]?.bringToFront();
  await tabOf(name).waitForFunction(() => document.visibilityState === 'hidden', undefined, POLL);
};

const showTab: BrowserCommand<[name: string]> = async (_context, name) => {
  await tabOf(name).bringToFront();
  await tabOf(name).waitForFunction(() => document.visibilityState === 'visible', undefined, POLL);
};

const setLifecycle = async (name: string, state: 'frozen' | 'active') => {
  const session = await life?.session(tabOf(name));
  await session?.send('Page.setWebLifecycleState', { state });
};

const freezeTab: BrowserCommand<[name: string]> = (_context, name) => setLifecycle(name, 'frozen');
const thawTab: BrowserCommand<[name: string]> = (_context, name) => setLifecycle(name, 'active');

const leaveTab: BrowserCommand<[name: string, url: string]> = async (_context, name, url) => {
  await tabOf(name).goto(url, { waitUntil: 'commit' });
};

const leaveBySaying: BrowserCommand<[name: string, label: string, from: number, to: string]> = async (
  context,
  name,
  label,
  from,
  to,
) => {
  const left = tabOf(name).waitForEvent('framenavigated');
  await inTab(context, name, 'appendAndGo', label, from, 20, to).catch(() => {});
  await left;
};

const goInTab: BrowserCommand<[name: string, way: 'back' | 'forward']> = async (_context, name, way) => {
  // A page out of the cache is loaded already, and tells no `load`.
  const tab = tabOf(name);
  const came = tab.waitForEvent('framenavigated');
  await tab.evaluate((to) => void setTimeout(() => history[to]()), way);
  await came;
  await tab.waitForFunction(() => 'tab' in window, undefined, POLL);
};

const crashTab: BrowserCommand<[name: string]> = async (_context, name) => {
  const tab = tabOf(name);
  const crashed = new Promise<void>((resolve) => {
    tab.once('crash', () => resolve());
  });
  const session = await tab.context().newCDPSession(tab);
  // It answers nothing: there is nobody left.
  session.send('Page.crash').catch(() => {});
  await crashed;
  tabs.delete(name);
};

/** Frames are not painted in a tab that is hidden. */
const POLL = { polling: 50 };

const readExported: BrowserCommand<[files: Readonly<Record<string, string>>, zip: string, sql: string]> = (
  _context,
  files,
  zip,
  sql,
) => readExport(files, zip, sql);

const query: BrowserCommand<[sql: string]> = async (_context, sql) => {
  if (stack === undefined) throw new Error('no stack is open');
  return [...(await queryDataset(stack.datasetDir, sql))];
};

const check: BrowserCommand<[]> = async () => {
  if (stack === undefined) throw new Error('no stack is open');
  return checkDataset(stack.datasetDir);
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
  openDoor,
  setDoor,
  waitForHanging,
  openLifeBrowser: openBrowser,
  closeLifeBrowser: closeBrowser,
  hideTab,
  showTab,
  freezeTab,
  thawTab,
  leaveTab,
  leaveBySaying,
  goInTab,
  crashTab,
  openTab,
  inTab,
  reloadTab,
  waitForTab,
  closeTab,
  limitRoom,
  queryDataset: query,
  checkDataset: check,
  readExport: readExported,
};
