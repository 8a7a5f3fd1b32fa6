import type { CDPSession } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queryDataset } from '../support/dataset.ts';
import { type OpenPackage, openPackage } from './support/openPackage.ts';

interface PageWindow {
  logAndLeave(relay: string): Promise<void>;
  account(relay: string): Promise<Record<string, unknown>>;
}

let sdk: OpenPackage;

beforeAll(async () => {
  sdk = await openPackage({ 'app/page': {} });
});

afterAll(() => sdk?.close());

/** Ten rows that were stored, five that were said as the page went. */
const TEXTS = [
  ...Array.from({ length: 10 }, (_, i) => `stored ${i}`),
  ...Array.from({ length: 5 }, (_, i) => `said last ${i}`),
].sort();

const FILES = "'data/recitation/**/*.parquet'";

/** The texts of the rows that the dataset has; none before its first file. */
async function textsIn(datasetDir: string): Promise<unknown[]> {
  const files = await queryDataset(datasetDir, `SELECT file FROM glob(${FILES})`);
  if (files.length === 0) return [];
  const rows = await queryDataset(datasetDir, `SELECT canonical_text FROM read_parquet(${FILES})`);
  return rows.map((row) => row['canonical_text']).sort();
}

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
    await page.evaluate((where) => (window as unknown as PageWindow).logAndLeave(where), relay);
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
    // As a browser does, which asks again when the worker could not do it yet.
    const syncAgain = async () => {
      await sync();
      return textsIn(stack.datasetDir);
    };
    await expect.poll(syncAgain, { timeout: 90_000, interval: 3_000 }).toEqual(TEXTS);
    await sync();

    const next = await context.newPage();
    await next.goto(`${origin}/app/page`);
    const tables = await next.evaluate((where) => (window as unknown as PageWindow).account(where), relay);
    expect(tables).toMatchObject({ recitation: { appended: 15, committed: 15, pending: 0 } });
    expect(await textsIn(stack.datasetDir)).toEqual(TEXTS);
  } finally {
    await context.close();
  }
});
