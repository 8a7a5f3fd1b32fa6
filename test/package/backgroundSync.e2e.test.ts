import type { CDPSession } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queryDataset } from '../support/dataset.ts';
import { type OpenPackage, openPackage } from './support/openPackage.ts';

interface PageWindow {
  logAndLeave(task: { verse: string; relay: string }): Promise<void>;
  account(relay: string): Promise<Record<string, unknown>>;
}

let sdk: OpenPackage;

beforeAll(async () => {
  sdk = await openPackage({ 'app/page': {} });
});

afterAll(() => sdk?.close());

const rowIdsOf = async (verse: string) =>
  (
    await queryDataset(
      sdk.stack.datasetDir,
      `SELECT row_id FROM read_parquet('data/recitation/**/*.parquet') WHERE verse_ref = '${verse}'`,
    ).catch(() => [])
  ).map((row) => row['row_id']);

/** The registration of the site's service worker, as the browser's tools know it. */
function registrationIn(session: CDPSession): Promise<string> {
  return new Promise((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === `${sdk.origin}/app/`);
      if (own !== undefined) resolve(own.registrationId);
    });
    void session.send('ServiceWorker.enable');
  });
}

test('[SD32] rows of a page that left without a network are sent by its service worker, once, and the account adds up at the next visit', async () => {
  const { stack, origin } = sdk;
  const relay = stack.relay.url;
  const context = await sdk.browser.newContext({ permissions: ['background-sync'] });
  try {
    await stack.relay.stop();
    const page = await context.newPage();
    await page.goto(`${origin}/app/page`);
    const task = { verse: '3:1', relay };
    await page.evaluate((given) => (window as unknown as PageWindow).logAndLeave(given), task);
    await page.waitForURL('about:blank');
    await page.close();
    await stack.relay.start();

    const other = await context.newPage();
    await other.goto(`${origin}/app/sw.js`);
    const session = await context.newCDPSession(other);
    const registrationId = await registrationIn(session);
    const sync = () =>
      session.send('ServiceWorker.dispatchSyncEvent', {
        ...{ origin, registrationId, tag: 'parqueue' },
        lastChance: false,
      });
    await sync();
    await expect.poll(async () => (await rowIdsOf('3:1')).length, { timeout: 60_000 }).toBe(15);
    await sync();

    const next = await context.newPage();
    await next.goto(`${origin}/app/page`);
    const tables = await next.evaluate((where) => (window as unknown as PageWindow).account(where), relay);
    expect(tables).toMatchObject({ recitation: { appended: 15, committed: 15, pending: 0 } });
    const rowIds = await rowIdsOf('3:1');
    expect(rowIds).toHaveLength(15);
    expect(new Set(rowIds).size).toBe(15);
  } finally {
    await context.close();
  }
});
