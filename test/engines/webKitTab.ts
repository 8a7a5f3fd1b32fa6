import { callPage } from './callPage.ts';
import { waitFor } from './waitFor.ts';
import type { WebDriver } from './webDriver.ts';

/**
 * A window of WebKit, as far as the commands of tests know a page of Playwright: they are written for that one, and hold this one for it.
 */
export interface WebKitTab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  evaluate<A>(deed: (given: A) => unknown, given: A): Promise<unknown>;
  waitForFunction(condition: () => boolean): Promise<void>;
  waitForLoadState(): Promise<void>;
  /** Resolves when another document is there; the only event that can be waited for. */
  waitForEvent(event: 'framenavigated'): Promise<void>;
  close(): Promise<void>;
}

export async function openWebKitTab(driver: WebDriver): Promise<WebKitTab> {
  const handle = await driver.newWindow();
  const run = (body: string, ...args: unknown[]) =>
    driver.inWindow(handle, (window) => window.run(body, ...args));

  return {
    goto: (url) => driver.inWindow(handle, (window) => window.goto(url)),
    reload: () => driver.inWindow(handle, (window) => window.reload()),
    evaluate: (deed, given) => callPage(run, String(deed), given),
    waitForFunction: (condition) => waitFor(String(condition), () => run(`return (${String(condition)})()`)),
    waitForLoadState: () => waitFor('a page', () => run("return document.readyState === 'complete'")),
    async waitForEvent() {
      const place = await run('return [location.href, performance.timeOrigin].join()');
      await waitFor('another page', async () => {
        const now = await run('return [location.href, performance.timeOrigin].join()');
        return now !== place;
      });
    },
    close: () => driver.inWindow(handle, (window) => window.close()),
  };
}
