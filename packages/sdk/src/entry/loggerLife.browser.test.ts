import { recitationError } from '@parqueue/schema/presets';
import { afterEach, expect, test, vi } from 'vitest';
import { createLogger, type LoggerOptions } from '../index.ts';
import { databaseName } from '../store/database.ts';
import { openIdbStore } from '../store/idbStore.ts';
import { createRelayFetch } from '../testing/relayFetch.ts';

const relay = 'https://relay.test';
const tables = { errors: recitationError };
type Options = LoggerOptions<typeof tables>;

/** A worker that never says a word: whatever is stored, the page stored. */
const muteWorker = () =>
  URL.createObjectURL(new Blob(['setInterval(() => {}, 1000)'], { type: 'text/javascript' }));

let datasets = 0;
const newDataset = () => `life-${Date.now()}-${datasets++}`;

afterEach(() => void vi.unstubAllGlobals());

/** What another visit delivers, with the engine on the page, where the test is the relay. */
async function deliverLater(dataset: string) {
  const fake = createRelayFetch([recitationError]);
  vi.stubGlobal('fetch', fake.fetch);
  const log = createLogger({ relay, dataset, tables, workerUrl: '/no/such/worker.js' });
  await log.flush();
  const { tables: account } = await log.stats();
  await log.close();
  return account[recitationError.name];
}

/** How many rows each exit wrote. */
async function exitsOf(dataset: string): Promise<number[]> {
  const store = await openIdbStore(indexedDB, databaseName(relay, dataset));
  const exits = await store.read(['exits'], (transaction) => transaction.list('exits'));
  store.close();
  return exits.map(([, { entries, said }]) => said?.length ?? entries.length);
}

/** A page within the page that logs, and is gone in the middle of it. */
async function leaveAfter(options: Omit<Options, 'tables'>) {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const inside = frame.contentWindow as Window & { ready?: () => void; begin?: () => void };
  const sdk = new URL('../index.ts', import.meta.url).href;
  const presets = new URL('../../../schema/src/presets/index.ts', import.meta.url).href;
  const ready = new Promise<void>((resolve) => {
    inside.ready = resolve;
  });
  const script = inside.document.createElement('script');
  script.type = 'module';
  script.textContent = `
    import { createLogger } from ${JSON.stringify(sdk)};
    import { recitationError } from ${JSON.stringify(presets)};
    const log = createLogger({ ...${JSON.stringify(options)}, tables: { errors: recitationError } });
    log.errors.append({ error_message: 'first' });
    window.begin = () => {
      for (let i = 0; i < 499; i++) log.errors.append({ error_message: 'row ' + i });
    };
    window.ready();`;
  inside.document.head.append(script);
  await ready;
  // Leaving it in play, until its database is open.
  await vi.waitFor(async () => {
    inside.dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(await exitsOf(options.dataset)).not.toEqual([]);
  }, 20_000);
  inside.begin?.();
  inside.location.replace('about:blank');
  await new Promise((resolve) => {
    frame.onload = resolve;
  });
  frame.remove();
}

test('[SD8] [R2] rows of a page that goes elsewhere, whose worker stored none, arrive with the next visit', async () => {
  const dataset = newDataset();
  await leaveAfter({ relay, dataset, workerUrl: muteWorker() });
  expect(await deliverLater(dataset)).toMatchObject({ accepted: 500 });
});

test('[SD13] [SD8] [R3] rows that were said before the rest of the SDK had loaded, and a page that comes back: each arrives once', async () => {
  const dataset = newDataset();
  const warm = createLogger({ relay, dataset, tables, workerUrl: muteWorker() });
  await warm.close();
  const log = createLogger({ relay, dataset, tables, workerUrl: muteWorker() });
  const row = log.errors.append({ error_message: 'first' });
  // @ts-expect-error no such column
  const wrong = log.errors.append({ nothing: 1 });
  void row.set({ error_message: 'changed' });
  log.errors.append({ error_message: 'second' });
  // In the same task: nothing else can have come yet.
  window.dispatchEvent(new PageTransitionEvent('pagehide'));
  await vi.waitFor(async () => expect(await exitsOf(dataset)).toEqual([4]));
  await expect(wrong.stored).rejects.toThrow('no such column');
  window.dispatchEvent(new PageTransitionEvent('pagehide'));
  await vi.waitFor(async () => expect(await exitsOf(dataset)).toEqual([4, 3]));
  expect(await deliverLater(dataset)).toMatchObject({ appended: 3, accepted: 2, dropped: { invalid: 1 } });
  await log.close();
});

test('[SD8] a page that is hidden again and again writes each row once', async () => {
  const dataset = newDataset();
  const log = createLogger({ relay, dataset, tables, workerUrl: muteWorker() });
  const hide = async () => {
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    document.dispatchEvent(new Event('freeze'));
    await new Promise((resolve) => setTimeout(resolve, 100));
  };
  log.errors.append({ error_message: 'first' });
  // @ts-expect-error no such column
  await expect(log.errors.append({ nothing: 1 }).stored).rejects.toThrow('no such column');
  await vi.waitFor(async () => {
    await hide();
    expect(await exitsOf(dataset)).not.toEqual([]);
  }, 20_000);
  await hide();
  log.errors.append({ error_message: 'second' });
  await hide();
  await hide();
  expect((await exitsOf(dataset)).reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(await deliverLater(dataset)).toMatchObject({ accepted: 2 });
});

test('[R2] a logger that is closed at once has stored what was appended', async () => {
  const dataset = newDataset();
  const log = createLogger({ relay, dataset, tables, workerUrl: '/no/such/worker.js' });
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch');
  });
  const row = log.errors.append({ error_message: 'first' });
  await log.close();
  await row.stored;
  expect(await deliverLater(dataset)).toMatchObject({ accepted: 1 });
});

test('[R2] a logger in the midst of its work has stored what was appended when `close` resolves', async () => {
  const dataset = newDataset();
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch');
  });
  const log = createLogger({ relay, dataset, tables, workerUrl: '/no/such/worker.js' });
  await log.stats();
  const row = log.errors.append({ error_message: 'last' });
  let isStored = false;
  void row.stored.then(() => {
    isStored = true;
  });
  await log.close();
  expect(isStored).toBe(true);
  expect(await deliverLater(dataset)).toMatchObject({ accepted: 1 });
});

test('[R2] a logger whose worker answers nothing writes what was appended by itself when it is closed', async () => {
  const dataset = newDataset();
  const log = createLogger({ relay, dataset, tables, workerUrl: muteWorker() });
  // @ts-expect-error no such column
  await expect(log.errors.append({ nothing: 1 }).stored).rejects.toThrow('no such column');
  log.errors.append({ error_message: 'last' });
  await log.close();
  expect(await deliverLater(dataset)).toMatchObject({ accepted: 1, dropped: { invalid: 1 } });
});

test('[R3] [SD8] two tabs and an exit write of the same rows: each arrives once', async () => {
  const dataset = newDataset();
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch');
  });
  const options = { relay, dataset, tables, workerUrl: '/no/such/worker.js' };
  const logs = [createLogger(options), createLogger(options)];
  for (const log of logs) for (let i = 0; i < 50; i++) log.errors.append({ error_message: `row ${i}` });
  await new Promise((resolve) => setTimeout(resolve, 20));
  window.dispatchEvent(new PageTransitionEvent('pagehide'));
  await Promise.all(logs.map((log) => log.flush({ until: 'stored' })));
  await Promise.all(logs.map((log) => log.close()));
  expect(await deliverLater(dataset)).toMatchObject({ accepted: 100 });
});
