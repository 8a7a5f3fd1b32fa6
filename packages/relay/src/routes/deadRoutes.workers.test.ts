import { runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDurableSpool } from '../spool/durableSpool.ts';
import { buryShards } from '../testing/buryShards.ts';
import { endPage, expectProblem, newId, openPage, shardOf, type TestPage } from '../testing/openPage.ts';
import { asOperator, OPERATOR_SECRET } from '../testing/operator.ts';
import type { DeadPage } from './deadRoutes.ts';

let page: TestPage;
beforeEach(() => {
  page = openPage({ OPERATOR_SECRET });
});
afterEach(() => endPage(page));

const dead = (path = '', init: RequestInit = {}): Promise<Response> =>
  page.call(`/datasets/${page.dataset}/dead${path}`, { headers: asOperator, ...init });

const list = async (after = ''): Promise<DeadPage> => (await dead(`?after=${after}`)).json<DeadPage>();

const stateOf = async (shardId: string): Promise<unknown> => {
  const response = await page.call(`/datasets/${page.dataset}/shards?ids=${shardId}`);
  return (await response.json<{ shards: unknown[] }>()).shards[0];
};

async function putDead(bytes?: Uint8Array): Promise<string> {
  const shardId = newId();
  await page.put({ shardId, ...(bytes && { bytes }) });
  await buryShards(page);
  return shardId;
}

test('[R12] [RL51] dead letters are listed with their reason, without rows or whose they are', async () => {
  expect(await list()).toEqual({ dead: [], next: null });
  const bytes = await shardOf();
  const shardId = await putDead(bytes);
  const { userId } = await page.takeTicket();
  const answer = await dead();
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  const text = await answer.text();
  expect(JSON.parse(text)).toEqual({
    dead: [
      {
        shardId,
        table: 'alignment',
        rows: 1,
        bytes: bytes.length,
        receivedAt: expect.any(Number),
        reason: 'not wanted',
        batch: expect.any(String),
      },
    ],
    next: null,
  });
  expect(text).not.toContain(userId);
});

test('[RL51] a hundred at a time are listed, and each once', async () => {
  const ids: string[] = [];
  const bytes = await shardOf();
  for (let i = 0; i < 102; i += 1) {
    ids.push(newId());
    await page.put({ shardId: ids[i] ?? '', bytes });
  }
  await buryShards(page);
  const first = await list();
  expect(first.dead.map(({ shardId }) => shardId)).toEqual(ids.slice(0, 100));
  const second = await list(first.next ?? '');
  expect(second.dead.map(({ shardId }) => shardId)).toEqual(ids.slice(100));
  expect(second.next).toBeNull();
  const requeued = await dead('/requeue', { method: 'POST' });
  expect(await requeued.json()).toEqual({ requeued: 100, left: 2 });
});

test('[RL51] the bytes of a dead letter are given as they came, over the borders of chunks, too', async () => {
  const bytes = await shardOf(3_200_000, 7);
  const shardId = await putDead(bytes);
  const answer = await dead(`/${shardId}`);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/vnd.apache.parquet',
    'content-length': String(bytes.length),
    'content-disposition': `attachment; filename="${shardId}.parquet"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
});

test('[RL51] a dead letter that is requeued waits again, is looked for first, and has an alarm', async () => {
  const shardId = await putDead();
  const answer = await dead(`/${shardId}/requeue`, { method: 'POST' });
  expect([answer.status, await answer.json()]).toEqual([202, { requeued: 1, left: 0 }]);
  expect(await stateOf(shardId)).toEqual({ state: 'spooled', shardId });
  expect((await list()).dead).toEqual([]);
  await runInDurableObject(page.spool(), async (_, { storage }) => {
    expect(openDurableSpool(storage).openBatch()).toMatchObject({
      shards: [{ shardId }],
      state: { attempts: 3, rejections: 0, problem: null },
    });
    expect(await storage.getAlarm()).not.toBeNull();
  });
});

test('[RL51] a dead letter that is deleted is gone, stays known, and may be deleted again', async () => {
  const bytes = await shardOf(2_000_000, 3);
  const shardId = await putDead(bytes);
  for (let time = 0; time < 2; time += 1)
    expect((await dead(`/${shardId}`, { method: 'DELETE' })).status).toBe(204);
  expect(await list()).toEqual({ dead: [], next: null });
  await runInDurableObject(page.spool(), (_, { storage }) => {
    expect(storage.sql.exec('SELECT COUNT(*) AS n FROM chunk').one()['n']).toBe(0);
    expect(storage.sql.exec('SELECT COUNT(*) AS n FROM share').one()['n']).toBe(0);
  });
  const again = await page.put({ shardId, bytes });
  expect([again.status, await again.json()]).toEqual([
    200,
    { state: 'dead', shardId, reason: 'deleted by the operator' },
  ]);
  await expectProblem(await dead(`/${shardId}`), 'not_dead');
  await expectProblem(await dead(`/${shardId}/requeue`, { method: 'POST' }), 'not_dead');
});

test('[RL51] of a shard that is not dead there is nothing to give, requeue or delete', async () => {
  const waiting = newId();
  await page.put({ shardId: waiting });
  for (const shardId of [waiting, newId(), 'requeue', '..%2f..']) {
    await expectProblem(await dead(`/${shardId}`), 'not_dead');
    await expectProblem(await dead(`/${shardId}`, { method: 'DELETE' }), 'not_dead');
    await expectProblem(await dead(`/${shardId}/requeue`, { method: 'POST' }), 'not_dead');
  }
  expect(await stateOf(waiting)).toMatchObject({ state: 'spooled' });
  expect(await (await dead('/requeue', { method: 'POST' })).json()).toEqual({ requeued: 0, left: 0 });
});

test('[RL51] nobody but the operator gets in, nor a page with its ticket', async () => {
  const shardId = await putDead();
  const { ticket } = await page.takeTicket();
  for (const Authorization of ['none', `Bearer ${ticket}`, 'Bearer wrong']) {
    const headers = { Authorization };
    await expectProblem(await dead('', { headers }), 'operator_refused');
    await expectProblem(await dead(`/${shardId}`, { headers }), 'operator_refused');
    await expectProblem(await dead(`/${shardId}`, { headers, method: 'DELETE' }), 'operator_refused');
    await expectProblem(await dead('/requeue', { headers, method: 'POST' }), 'operator_refused');
    await expectProblem(await dead(`/${shardId}/requeue`, { headers, method: 'POST' }), 'operator_refused');
  }
  expect((await list()).dead).toHaveLength(1);
  await expectProblem(await dead('', { method: 'POST' }), 'method_not_allowed');
  await expectProblem(
    await page.call('/datasets/unheard-of/dead', { headers: asOperator }),
    'dataset_unknown',
  );
});
