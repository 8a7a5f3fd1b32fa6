import { recitationError } from '@parqueue/schema/presets';
import { afterEach, expect, test, vi } from 'vitest';
import { createLogger } from '../index.ts';
import { databaseName } from '../store/database.ts';
import { openIdbStore } from '../store/idbStore.ts';
import { type IdbFaults, injectIdbFaults } from '../testing/idbFaults.ts';
import { createRelayFetch } from '../testing/relayFetch.ts';

const relay = 'https://relay.test';
const tables = { errors: recitationError };
let faults: IdbFaults | undefined;

afterEach(() => {
  faults?.restore();
  faults = undefined;
  vi.unstubAllGlobals();
});

const exitCount = async (dataset: string) => {
  const store = await openIdbStore(indexedDB, databaseName(relay, dataset));
  const keys = await store.read(['exits'], (transaction) => transaction.keys('exits'));
  store.close();
  return keys.length;
};

test('[R3] a page that wrote rows as it left gets no engine without the database: each row arrives once', async () => {
  const dataset = `exits-${crypto.randomUUID()}`;
  const options = { relay, dataset, tables, workerUrl: '/no/such/worker.js' };
  const fake = createRelayFetch([recitationError]);
  vi.stubGlobal('fetch', fake.fetch);
  await (await openIdbStore(indexedDB, databaseName(relay, dataset))).close();

  const log = createLogger(options);
  const degraded: string[] = [];
  log.on('degraded', ({ part }) => void degraded.push(part));
  const row = log.errors.append({ error_message: 'first' });
  // The page's own opening is under way; the engine's will never answer.
  faults = injectIdbFaults();
  faults.hangOpens(1);
  window.dispatchEvent(new PageTransitionEvent('pagehide'));
  await row.stored;
  expect(degraded).not.toContain('storage');
  await log.flush();
  await log.close();
  faults.restore();

  const later = createLogger(options);
  await later.flush();
  expect((await later.stats()).tables[recitationError.name]).toMatchObject({ appended: 1, accepted: 1 });
  await later.close();
  expect(await exitCount(dataset)).toBe(0);
  expect(fake.shardIds).toHaveLength(1);
}, 30_000);

test('[SD10] [R3] without a database that opens, rows go by memory alone, and none is left to be sent again', async () => {
  const dataset = `exits-${crypto.randomUUID()}`;
  const options = { relay, dataset, tables, workerUrl: '/no/such/worker.js' };
  const fake = createRelayFetch([recitationError]);
  vi.stubGlobal('fetch', fake.fetch);
  faults = injectIdbFaults();
  faults.refuseOpens(100, 'SecurityError');
  const log = createLogger(options);
  const degraded: string[] = [];
  log.on('degraded', ({ part }) => void degraded.push(part));
  const row = log.errors.append({ error_message: 'first' });
  window.dispatchEvent(new PageTransitionEvent('pagehide'));
  await log.flush();
  await row.stored;
  expect(degraded).toContain('storage');
  await log.close();
  faults.restore();
  const later = createLogger(options);
  await later.flush();
  await later.close();
  expect(fake.shardIds).toHaveLength(1);
}, 30_000);
