import type { Book } from './book.ts';
import type { BrowserTab, RunningBrowser } from './engine/browserEngine.ts';
import type { Field, FieldTab } from './nemesis/nemesis.ts';
import type { TabOrder } from './page/note.ts';
import type { Scene } from './scene.ts';

/** Loading the page on a machine under load takes its time. */
const READY_TIMEOUT_MS = 60_000;

/** The tabs of one run, with the browser they are in. */
export interface OpenField extends Field {
  /** Opens a tab and resolves when its script runs. */
  open(order: Omit<TabOrder, 'relayUrl'>): Promise<FieldTab>;
  /** Says which tab is opened once after all tabs are gone. */
  expect(successor: Omit<TabOrder, 'relayUrl'>): void;
  /** Opens the expected tab, unless it was or a tab is there. */
  succeed(): Promise<void>;
  close(): Promise<void>;
  version(): string;
}

export async function openField(scene: Scene, book: Book): Promise<OpenField> {
  let browser: RunningBrowser = await scene.engine.launch();
  let tabs: FieldTab[] = [];
  const haltedAtMs = new Map<string, number>();
  let successor: Omit<TabOrder, 'relayUrl'> | undefined;
  let isClosing = false;
  let killing = Promise.resolve();

  async function open(order: Omit<TabOrder, 'relayUrl'>): Promise<FieldTab> {
    const url = scene.pageUrl({ ...order, relayUrl: scene.way.url });
    const browserTab: BrowserTab = await browser.openTab(url, book.take);
    const tab = { key: order.tab, isRecording: order.audio !== 'none', browserTab };
    tabs.push(tab);
    if (!(await book.ready(order.tab, READY_TIMEOUT_MS)) && !isClosing)
      throw new Error(`tab ${order.tab} did not come up`);
    return tab;
  }

  async function succeed(): Promise<void> {
    const next = successor;
    if (next === undefined || tabs.length > 0) return;
    successor = undefined;
    await open(next);
  }

  async function kill({ tornBytes }: Parameters<Field['killBrowser']>[0] = {}): Promise<void> {
    const dead = tabs;
    tabs = [];
    for (const tab of dead) cut(tab);
    await browser.kill();
    if (tornBytes !== undefined) await scene.engine.tearDatabases(tornBytes);
    browser = await scene.engine.launch();
    await succeed();
  }

  const cut = ({ key }: FieldTab) => book.cut(key, haltedAtMs.get(key) ?? Date.now());

  return {
    stack: scene.stack,
    way: scene.way,
    awayUrl: scene.awayUrl,
    tabs: () => [...tabs],
    halt: ({ key }) => void haltedAtMs.set(key, haltedAtMs.get(key) ?? Date.now()),
    move: ({ key }) => void haltedAtMs.delete(key),
    cut,
    lose(tab) {
      cut(tab);
      tabs = tabs.filter((other) => other !== tab);
    },
    killBrowser(options) {
      // Two faults may want it at once.
      killing = killing.then(() => kill(options));
      return killing;
    },
    open,
    expect(next) {
      successor = next;
    },
    succeed,
    async close() {
      isClosing = true;
      await browser.kill();
    },
    version: () => browser.version,
  };
}
