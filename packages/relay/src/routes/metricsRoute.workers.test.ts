import { evictDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endPage, expectProblem, newId, openPage, type TestPage } from '../testing/openPage.ts';

const SECRET = 'what only the operator of this relay knows';
const bearer = { Authorization: `Bearer ${SECRET}` };

let page: TestPage;
beforeEach(() => {
  page = openPage({ OPERATOR_SECRET: SECRET });
  afterEach(() => endPage(page));
});

const metrics = async (): Promise<readonly string[]> =>
  (await (await page.call('/metrics', { headers: bearer })).text()).split('\n');

test('[RL14] what came, what was refused and what waits is counted, over the end of its object', async () => {
  const shardId = newId();
  await page.put({ shardId });
  await page.put({ shardId });
  await page.put({ bytes: new TextEncoder().encode('no Parquet') });
  const lines = await metrics();
  const own = `dataset="${page.dataset}"`;
  expect(lines).toContain(`parqueue_shards_total{${own},table="alignment"} 1`);
  expect(lines).toContain(`parqueue_rows_total{${own},table="alignment"} 1`);
  expect(lines).toContain(`parqueue_refusals_total{${own},code="shard_invalid"} 1`);
  expect(lines).toContain(`parqueue_backlog_shards{${own}} 1`);
  expect(lines).toContain(`parqueue_taking{${own}} 1`);
  expect(lines).toContain(`parqueue_put_duration_seconds_bucket{${own},le="+Inf"} 3`);
  await evictDurableObject(page.spool());
  expect(await metrics()).toContain(`parqueue_shards_total{${own},table="alignment"} 1`);
});

test('[RL14] what is refused before it comes to a spool is counted as well, many at once', async () => {
  for (let i = 0; i < 99; i++) await page.askTicket({ Origin: 'https://elsewhere.example' });
  await page.put({ headers: { Authorization: 'none' } });
  const lines = await metrics();
  const own = `dataset="${page.dataset}"`;
  expect(lines).toContain(`parqueue_refusals_total{${own},code="origin_refused"} 99`);
  expect(lines).toContain(`parqueue_refusals_total{${own},code="ticket_missing"} 1`);
});

test('[RL14] {003.35} every line is one that Prometheus reads, each family said once', async () => {
  await page.put();
  const lines = (await metrics()).filter((line) => line !== '');
  const families = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
  expect(new Set(families).size).toBe(families.length);
  for (const line of lines)
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+\{\w+="[^"]*"(,\w+="[^"]*")?\} \d+(\.\d+)?)$/);
});

test('[RL14] nobody but the operator is told', async () => {
  await expectProblem(await page.call('/metrics'), 'operator_refused');
  for (const Authorization of [
    'Bearer ',
    'Bearer wrong',
    `Basic ${btoa('operator:wrong')}`,
    'Basic %',
    SECRET,
  ])
    await expectProblem(await page.call('/metrics', { headers: { Authorization } }), 'operator_refused');
  expect((await page.call('/metrics', { headers: bearer })).status).toBe(200);
  await expectProblem(await openPage().call('/metrics', { headers: bearer }), 'not_found');
});
