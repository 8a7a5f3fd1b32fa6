import { afterAll, beforeAll } from 'vitest';
import { commands } from 'vitest/browser';

/** Brings up relay and hub for the tests of a file; gives the address of the page that its tabs open, once tests run. */
export function useStack(): () => string {
  let tabUrl = '';
  beforeAll(async () => {
    const relay = await commands.openStack(location.origin);
    tabUrl = `${location.origin}/tab.html?relay=${encodeURIComponent(relay)}`;
  }, 60_000);
  afterAll(() => commands.closeStack(), 60_000);
  return () => tabUrl;
}
