import { runInDurableObject } from 'cloudflare:test';
import { metricsEvent } from '@parqueue/schema/presets';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newBatch } from '../committer/batchState.ts';
import { openDurableSpool } from '../spool/durableSpool.ts';
import { endPage, expectProblem, newId, openPage, type TestPage } from '../testing/openPage.ts';
import { asOperator, OPERATOR_SECRET } from '../testing/operator.ts';
import { postRows } from '../testing/postRows.ts';

let page: TestPage;
beforeEach(() => {
  page = openPage((dataset) => ({ OPERATOR_SECRET, REQUEST_EVENTS: `${dataset}/metrics_event` }));
});
afterEach(() => endPage(page));

const columns = Object.keys(metricsEvent.features);

/** The events that wait in the spool. */
async function events(): Promise<Record<string, unknown>[]> {
  await page.settled();
  return runInDurableObject(page.spool(), (_, { storage }) =>
    storage.sql
      .exec<{ bytes: ArrayBuffer }>(
        `SELECT bytes FROM shard JOIN chunk USING (shard_id, upload) WHERE table_name = 'metrics_event' ORDER BY shard_id`,
      )
      .toArray()
      .flatMap(({ bytes }) => new TextDecoder().decode(bytes).split('\n').slice(0, -1))
      .map((line) => {
        const cells: unknown[] = JSON.parse(line);
        return Object.fromEntries(
          columns.map((name, i) => [name, cells[i]]).filter(([, cell]) => cell !== null),
        );
      }),
  );
}

test('[RL44] {002.18} each request becomes an event with its route’s pattern, its status, and the id that its answer bears', async () => {
  const shardId = newId();
  const put = await page.put({ shardId });
  const refused = await page.call(`/datasets/${page.dataset}/shards?ids=nonsense`);
  const nowhere = await page.call(`/nowhere/${shardId}`, { method: 'DELETE' });
  const all = await events();
  const said = all.map((event) => [
    event['endpoint'],
    event['method'],
    event['status_code'],
    event['request_id'],
  ]);
  const idOf = ({ headers }: Response) => headers.get('X-Request-Id');
  // Those of one millisecond come in any order.
  expect(said.sort()).toEqual([
    ['/*', 'DELETE', 404, idOf(nowhere)],
    ['/v1/datasets/:dataset/shards', 'GET', 400, idOf(refused)],
    ['/v1/datasets/:dataset/tables/:table/shards/:shardId', 'PUT', 202, idOf(put)],
    ['/v1/ticket', 'POST', 200, expect.any(String)],
  ]);
  for (const event of all) {
    expect(Object.keys(event).sort()).toEqual([
      ...['duration_ms', 'endpoint', 'event_type', 'method', 'request_id', 'revision', 'row_id'],
      ...['status_code', 'timestamp'],
    ]);
    expect(event).toMatchObject({ event_type: 'request_complete', revision: 0 });
    expect(event['duration_ms']).toBeGreaterThanOrEqual(0);
  }
  expect(JSON.stringify(all)).not.toContain(shardId);
  // They never come again, and are many.
  await runInDurableObject(page.spool(), (_, { storage }) => {
    expect(storage.sql.exec('SELECT COUNT(*) AS n FROM row_seen').one()['n']).toBe(0);
  });
});

test('[RL44] health, metrics, the status page and preflights are no events, and the events make none of themselves', async () => {
  await page.call('/health');
  await page.call('/metrics', { headers: asOperator });
  await page.call('/status');
  await page.call('/ticket', { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'POST' } });
  expect(await events()).toEqual([]);
  await postRows(page, { rows: [{ row_id: 'a' }] });
  expect(await events()).toHaveLength(1);
  expect(await events()).toHaveLength(1);
});

test('[RL44] a request that fails is an event, too; one whose event is not taken is answered all the same', async () => {
  await page.call('/ticket', { method: 'POST', body: '{' });
  expect((await events()).map((event) => event['status_code'])).toEqual([411]);
  await runInDurableObject(page.spool(), (_, { storage }) => {
    const spool = openDurableSpool(storage);
    spool.freeze('batch', { maxShards: 9, maxBytes: 9_000_000, maxInlineBytes: 0, now: 0 });
    spool.settle('batch', { ...newBatch(0), attempts: 1, failure: 'unauthorized' }, 1);
  });
  expect((await page.askTicket()).status).toBe(200);
  expect(await events()).toHaveLength(1);
});

test('[RL44] the id of a request is its own when it is a short token, else it is made; every answer bears it', async () => {
  const idOf = async (given: string): Promise<string | null> =>
    (await page.call('/health', { headers: { 'X-Request-Id': given } })).headers.get('X-Request-Id');
  const longest = 'a'.repeat(64);
  expect(await idOf('req-42_b=')).toBe('req-42_b=');
  expect(await idOf(longest)).toBe(longest);
  for (const other of [`${longest}a`, 'two words', 'a"b', 'a;b', '<b>'])
    expect(await idOf(other)).toMatch(/^[0-9a-f-]{36}$/);
  const preflight = await page.call('/ticket', { method: 'OPTIONS', headers: { 'X-Request-Id': 'a' } });
  const nowhere = await page.call('/nowhere', { headers: { 'X-Request-Id': 'a' } });
  expect([preflight, nowhere].map(({ headers }) => headers.get('X-Request-Id'))).toEqual(['a', 'a']);
});

test('[RL44] without the variable nothing is written', async () => {
  page = openPage();
  await page.put();
  expect(await events()).toEqual([]);
});

test.for([
  ['unheard-of/metrics_event', /names dataset unheard-of; DATASETS does not/],
  ['DATASET/unheard-of', /names table unheard-of; export such a table/],
  ['DATASET/alignment', /whose column event_type is not there.*take the preset metricsEvent/],
] as const)('[RL8] REQUEST_EVENTS = %s is a misconfiguration that is told', async ([value, words]) => {
  page = openPage((dataset) => ({ REQUEST_EVENTS: value.replace('DATASET', dataset) }));
  expect(await expectProblem(await page.askTicket(), 'misconfigured')).toMatch(words);
});
