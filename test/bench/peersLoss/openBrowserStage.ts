import { mkdir } from 'node:fs/promises';
import type { BrowserTab, RunningBrowser } from '../../chaos/engine/browserEngine.ts';
import { chromiumEngine } from '../../chaos/engine/chromiumEngine.ts';
import type { Stage } from './cases.ts';
import type { PageNote, PageOrder } from './page/order.ts';

/** Loading and calling on a machine under load take their time. */
const NOTE_TIMEOUT_MS = 90_000;

export interface BrowserStage extends Pick<Stage, 'open' | 'reload' | 'kill'> {
  version(): string;
}

/** A browser with a profile that lasts, and one tab. */
export async function openBrowserStage(
  profileDir: string,
  urlOf: (count: 'all' | 'none') => string,
): Promise<BrowserStage> {
  await mkdir(profileDir, { recursive: true });
  const engine = chromiumEngine(profileDir, []);
  let browser: RunningBrowser | undefined;
  let tab: BrowserTab | undefined;
  let version = '';
  const waiting = new Map<PageNote['kind'], () => void>();
  let fail: (error: Error) => void = () => undefined;

  function take(text: string): void {
    const note = JSON.parse(text) as PageNote;
    if (note.kind === 'failed') fail(new Error(note.text));
    else waiting.get(note.kind)?.();
  }

  /** Resolves with the next note of that kind. */
  const next = (kind: PageNote['kind']) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the page was not ${kind}`)), NOTE_TIMEOUT_MS);
      fail = reject;
      waiting.set(kind, () => {
        clearTimeout(timer);
        resolve();
      });
    });

  return {
    async open(page) {
      browser = await engine.launch();
      version = browser.version;
      const noted = next('called');
      tab = await browser.openTab(urlOf(page === 'calling' ? 'all' : 'none'), take);
      await noted;
    },
    async reload() {
      const noted = next('called');
      await tab?.leave(urlOf('none'));
      await noted;
    },
    async kill() {
      const killed = browser;
      browser = undefined;
      await killed?.kill();
    },
    version: () => version,
  };
}

export const pageUrl = (origin: string, order: PageOrder): string =>
  `${origin}/?order=${encodeURIComponent(JSON.stringify(order))}`;
