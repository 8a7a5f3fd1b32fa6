import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';
import type { EventsKit } from './events/page/eventsPage.ts';
import { scenarios } from './events/page/fetchScenarios.ts';
import { buildEventsPage, serveEventsPage, type TestServer } from './events/serveEventsPage.ts';

declare global {
  interface Window {
    kit: EventsKit;
  }
}

let dir: string;
let site: TestServer;
let other: TestServer;
let stack: Stack;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-events-'));
  await buildEventsPage(join(dir, 'page'));
  [site, other] = await Promise.all([serveEventsPage(join(dir, 'page')), serveEventsPage()]);
  stack = await startStack({
    dataDir: join(dir, 'data'),
    page: 'none',
    allowedOrigins: [site.origin],
    commitIntervalMs: 300,
  });
  browser = await chromium.launch(chromiumOptions());
  page = await open('');
});

afterAll(async () => {
  await browser?.close();
  await stack?.close();
  await Promise.all([site?.close(), other?.close()]);
  if (dir) await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

async function open(query: string): Promise<Page> {
  const opened = await browser.newPage();
  await opened.goto(`${site.origin}/?relay=${encodeURIComponent(stack.relay.url)}${query}`);
  await opened.waitForFunction(() => 'kit' in window);
  return opened;
}

/** What a page sees of a scenario: what comes of it, or the error. */
const run = (name: string, header: 'none' | 'careful' | 'always') =>
  page.evaluate(
    ([scenario, origin, sent]) =>
      window.kit.run(scenario, origin, sent).then(
        (value) => ({ value }),
        (error: Error) => ({ error: `${error.name}: ${error.message}` }),
      ),
    [name, other.origin, header] as const,
  );

const takeRows = () => page.evaluate(() => window.kit.takeRows());

test.each(Object.keys(scenarios))(
  '[EV5] {002.18} with an instrumented fetch a page sees the same of: %s',
  async (name) => {
    await takeRows();
    const plain = await run(name, 'none');
    expect(await takeRows()).toEqual([]);
    expect(await run(name, 'careful')).toEqual(plain);
    // That one needs an origin that allows the header, as the option says.
    if (name !== 'on to another origin') expect(await run(name, 'always')).toEqual(plain);
  },
);

/** The rows of one scenario, alone. */
async function rowsOf(name: string): Promise<Record<string, unknown>[]> {
  await takeRows();
  await run(name, 'careful');
  return takeRows();
}

test('[EV6] {002.01} {002.18} a request is a row with its pattern, and its id is in its headers', async () => {
  const [row, ...more] = await rowsOf('the same twice');
  expect(more).toHaveLength(1);
  expect(row).toMatchObject({
    event_type: 'request_complete',
    endpoint: '/echo',
    method: 'GET',
    status_code: 200,
  });
  expect(row?.['duration_ms']).toBeGreaterThanOrEqual(0);
  const ids = site.asked.filter(({ path }) => path === '/echo').map(({ id }) => id);
  // The first shows that its endpoint stays at this origin.
  expect(ids.slice(-2)).toEqual([undefined, more[0]?.['request_id']]);
  expect(row?.['request_id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('[EV6] {002.18} to another origin no header goes, no preflight is made, and the id of the answer is the row’s', async () => {
  other.asked.length = 0;
  const [row] = await rowsOf('another origin');
  expect(other.asked).toEqual([{ method: 'GET', path: '/echo', id: undefined }]);
  expect(row).toMatchObject({ endpoint: `${other.origin}/echo`, request_id: 'theirs', status_code: 200 });
});

test.each([
  [
    'a port where nobody is',
    { endpoint: 'http://127.0.0.1:1/', data: '{"failed":"TypeError: Failed to fetch"}' },
  ],
  ['an abort of a Request', { endpoint: '/hang', data: '{"aborted":true}' }],
  ['an abort for a reason', { endpoint: '/hang', data: '{"failed":"RangeError: too late"}' }],
  ['a timeout', { endpoint: '/hang', data: expect.stringContaining('TimeoutError') }],
  ['a status of failure', { endpoint: '/status/:id', status_code: 503 }],
  ['another origin, opaque', { data: '{"response_type":"opaque"}' }],
])('[EV6] {002.18} what the row says of: %s', async (name, expected) => {
  const [row] = await rowsOf(name);
  expect(row).toMatchObject(expected);
  if (!('status_code' in expected)) expect(row).not.toHaveProperty('status_code');
});

test('[EV6] {002.18} requests of the SDK are not logged, also where its engine is on the page', async () => {
  const alone = await open('&noWorker');
  const engine = await alone.evaluate(async () => {
    const { kit } = window;
    kit.events.instrumentFetch();
    await fetch('/echo?of=the-page');
    kit.events.event('mark', { document_id: 'no-worker' });
    await kit.log.flush({ until: 'committed' });
    kit.events.event('mark', { document_id: 'no-worker' });
    await kit.log.flush({ until: 'committed' });
    return (await kit.log.stats()).engine;
  });
  expect(engine).toBe('page');
  const rows = await queryDataset(
    stack.datasetDir,
    `SELECT event_type, endpoint FROM ${TABLE} WHERE event_type IN ('mark', 'request_complete')
     -- Files of the SDK's own that a page loads are the page's requests.
     AND coalesce(endpoint, '') NOT LIKE '/assets/%' ORDER BY ALL`,
  );
  expect(rows.map((row) => [row['event_type'], row['endpoint']])).toEqual([
    ['mark', null],
    ['mark', null],
    ['request_complete', '/echo'],
  ]);
  await alone.close();
});

const TABLE = "read_parquet('data/metrics_event/**/*.parquet')";

test('[EV2] [EV11] {002.06} {002.10} {002.11} {002.13} {002.24} what is logged comes back from the dataset as it was', async () => {
  const opened = await open('');
  await opened.evaluate(async () => {
    const { events, log } = window.kit;
    const turn = events.with({ document_id: 'd-🎧' }).withRequest('r-1');
    turn.event('synthesis_queued', { variant_hash: 'متغير', text: 'بِسْمِ 🎧 123', block_idx: -2147483648 });
    turn.event('synthesis_started', { variant_hash: 'متغير' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    turn.event('synthesis_complete', {
      ...{
        timestamp: new Date('2026-03-28T23:59:59.999Z'),
        model_slug: 'kokoro-cpu',
        voice_slug: 'af_heart',
      },
      ...{ variant_hash: 'متغير', text_length: 2147483647, audio_duration_ms: 0, cache_hit: false },
      ...{ processor_route: '', queue_depth: -1, block_idx: 2147483647, data: {} },
    });
    turn.event('eviction_triggered', {
      timestamp: '2026-03-29T01:30:00+01:00',
      data: {
        cursor: 9,
        window: [8, 20],
        evicted_indices: [],
        evicted_count: 0,
        note: 'قفزة "إلى" الأمام\n🏃',
      },
    });
    events.event('whatever', { timestamp: new Date(0), data: [null, 0.1, '\u0000', []] });
    events.event('whatever', { timestamp: '9999-12-31T23:59:59.999Z' });
    await log.flush({ until: 'committed' });
  });
  const rows = await queryDataset(
    stack.datasetDir,
    `SELECT * EXCLUDE (user_id, row_id, timestamp), epoch_ms(timestamp)::VARCHAR AS at, length(user_id)::INTEGER AS who
     FROM ${TABLE} WHERE request_id = 'r-1' OR event_type = 'whatever' ORDER BY event_type, timestamp`,
  );
  const nothing = Object.fromEntries(Object.keys(rows[0] ?? {}).map((column) => [column, null]));
  const row = (values: object) => ({ ...nothing, revision: 0, who: 12, ...values });
  const turn = { request_id: 'r-1', document_id: 'd-🎧' };
  const hash = { variant_hash: 'متغير' };
  const [evicted, complete, queued, started, ...whatever] = rows;
  for (const one of [queued, started]) expect(Number(one?.['at'])).toBeGreaterThan(1.7e12);
  expect(queued).toEqual(
    row({
      ...{
        ...turn,
        ...hash,
        event_type: 'synthesis_queued',
        at: queued?.['at'],
        text_length: 12,
        queue_depth: 1,
      },
      ...{ block_idx: -2147483648, data: '{"raw_text":"بِسْمِ 🎧 ###"}' },
    }),
  );
  expect(started).toEqual(
    row({
      ...turn,
      ...hash,
      event_type: 'synthesis_started',
      at: started?.['at'],
      queue_wait_ms: expect.any(Number),
      queue_depth: 0,
    }),
  );
  // A job that is block 2147483647 is not the one that was queued as another: nothing is measured of it.
  expect(complete).toEqual(
    row({
      ...{
        ...turn,
        ...hash,
        event_type: 'synthesis_complete',
        at: '1774742399999',
        model_slug: 'kokoro-cpu',
      },
      ...{ voice_slug: 'af_heart', text_length: 2147483647, audio_duration_ms: 0, cache_hit: false },
      ...{ processor_route: '', queue_depth: -1, block_idx: 2147483647, data: '{}' },
    }),
  );
  expect(evicted).toEqual(
    row({
      ...{ ...turn, event_type: 'eviction_triggered', at: '1774744200000' },
      data: '{"cursor":9,"window":[8,20],"evicted_indices":[],"evicted_count":0,"note":"قفزة \\"إلى\\" الأمام\\n🏃"}',
    }),
  );
  expect(whatever).toEqual([
    row({ event_type: 'whatever', at: '0', data: '[null,0.1,"\\u0000",[]]' }),
    row({ event_type: 'whatever', at: '253402300799999' }),
  ]);
  await opened.close();
});

test('[EV2] [EV11] {002.54} of the three events of a job, the dataset has how long it waited', async () => {
  const opened = await open('');
  await opened.evaluate(async () => {
    const { events, log } = window.kit;
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const job = { variant_hash: 'waited', block_idx: 4 };
    events.event('synthesis_queued', job);
    await pause(60);
    events.event('synthesis_started', job);
    await pause(90);
    events.event('synthesis_complete', { ...job, cache_hit: false });
    await log.flush({ until: 'committed' });
  });
  const [row] = await queryDataset(
    stack.datasetDir,
    `SELECT queue_wait_ms, worker_latency_ms, total_latency_ms FROM ${TABLE}
     WHERE variant_hash = 'waited' AND event_type = 'synthesis_complete'`,
  );
  const [waitMs, workMs, totalMs] = Object.values(row ?? {}).map(Number) as [number, number, number];
  expect(waitMs).toBeGreaterThanOrEqual(50);
  expect(workMs).toBeGreaterThanOrEqual(80);
  expect(Math.abs(totalMs - waitMs - workMs)).toBeLessThanOrEqual(1);
  await opened.close();
});

test('[EV7] [EV11] {002.21} uncaught errors reach the dataset, and as the page goes, how many did not', async () => {
  const opened = await open('');
  await opened.evaluate(async (elsewhere) => {
    const { events, log } = window.kit;
    events.captureErrors();
    const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
    for (let i = 0; i < 3; i++)
      setTimeout(() => {
        throw new TypeError(`الآية ${i} غير موجودة`);
      });
    void Promise.reject(new Error('nobody waits', { cause: new RangeError('the cause') }));
    const image = new Image();
    image.src = `${elsewhere}/status/404`;
    await pause();
    await log.flush({ until: 'stored' });
  }, other.origin);
  await opened.goto(`${site.origin}/?relay=${encodeURIComponent(stack.relay.url)}`);
  await opened.waitForFunction(() => 'kit' in window);
  await opened.evaluate(() => window.kit.log.flush({ until: 'committed' }));
  const rows = await queryDataset(
    stack.datasetDir,
    `SELECT event_type, data->>'message' AS message, data->>'source' AS source, (data->>'traceback') AS traceback,
            (data->'context'->>'left_out') AS left_out
     FROM ${TABLE} WHERE event_type IN ('error', 'warning') ORDER BY event_type, message`,
  );
  expect(rows).toMatchObject([
    { event_type: 'error', message: 'nobody waits', source: 'unhandledrejection' },
    { event_type: 'error', message: 'الآية 0 غير موجودة', source: 'error' },
    { event_type: 'warning', message: '2 uncaught errors were left out', left_out: '2' },
  ]);
  expect(rows[0]?.['traceback']).toContain('Caused by: RangeError: the cause');
  expect(rows[1]?.['traceback']).toContain('TypeError');
  await opened.close();
});

test('[EV11] {002.06} {002.14} five thousand events are written by the worker, in batches, and are all there', async () => {
  const opened = await open('');
  const engine = await opened.evaluate(async () => {
    const { events, log } = window.kit;
    for (let part = 0; part < 50; part++) {
      for (let i = 0; i < 100; i++) events.event('burst', { block_idx: part * 100 + i });
      await new Promise((resolve) => setTimeout(resolve));
    }
    await log.flush({ until: 'committed' });
    return (await log.stats()).engine;
  });
  expect(engine).toBe('worker');
  const [row] = await queryDataset(
    stack.datasetDir,
    `SELECT count(*)::INTEGER AS events, count(DISTINCT block_idx)::INTEGER AS blocks,
            count(DISTINCT filename)::INTEGER AS files
     FROM read_parquet('data/metrics_event/**/*.parquet', filename = true) WHERE event_type = 'burst'`,
  );
  expect(row).toMatchObject({ events: 5000, blocks: 5000 });
  expect(Number(row?.['files'])).toBeLessThan(50);
  await opened.close();
});

test('[EV11] {002.15} events of a page’s last moment, and those before `close()`, reach the dataset', async () => {
  const opened = await open('');
  await opened.evaluate(() => window.kit.log.flush({ until: 'stored' }));
  const left = opened.waitForEvent('framenavigated');
  await opened.evaluate(() => {
    window.kit.events.event('last_moment', { block_idx: 1 });
    location.reload();
  });
  await left;
  await opened.waitForFunction(() => 'kit' in window);
  await opened.evaluate(async () => {
    window.kit.events.event('last_moment', { block_idx: 2 });
    await window.kit.log.close();
  });
  await opened.reload();
  await opened.waitForFunction(() => 'kit' in window);
  await opened.evaluate(() => window.kit.log.flush({ until: 'committed' }));
  const last = () =>
    queryDataset(
      stack.datasetDir,
      `SELECT block_idx FROM ${TABLE} WHERE event_type = 'last_moment' ORDER BY 1`,
    );
  await expect.poll(last, { timeout: 20_000 }).toEqual([{ block_idx: 1 }, { block_idx: 2 }]);
  await opened.close();
});

test('[EV11] [R9] {002.10} the table of events is as `datasets` needs it to load with its features', async () => {
  expect(await checkDataset(stack.datasetDir)).toEqual({ configs: ['metrics_event'], problems: [] });
});
