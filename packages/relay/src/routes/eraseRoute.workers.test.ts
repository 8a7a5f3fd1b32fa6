import { runInDurableObject } from 'cloudflare:test';
import { HEADER } from '@parqueue/schema/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newBatch } from '../committer/batchState.ts';
import { openDurableSpool } from '../spool/durableSpool.ts';
import type { Erasure } from '../spool/eraseUser.ts';
import type { Spool } from '../spool/spool.ts';
import { buryShards } from '../testing/buryShards.ts';
import { endPage, expectProblem, newId, openPage, shardOf, type TestPage } from '../testing/openPage.ts';
import { asOperator, OPERATOR_SECRET } from '../testing/operator.ts';

const LIMITS = { maxShards: 9, maxBytes: 100_000_000, maxInlineBytes: 1_000_000, now: 0 };
const COMMIT = 'f'.repeat(40);

interface Person {
  readonly userId: string;
  readonly headers: Readonly<Record<string, string>>;
}

let page: TestPage;
let bytes: Uint8Array;
beforeEach(async () => {
  page = openPage({ OPERATOR_SECRET });
  bytes = await shardOf();
});
afterEach(() => endPage(page));

async function meet(userAgent: string): Promise<Person> {
  const { userId, ticket, identityProof } = await page.takeTicket({ 'User-Agent': userAgent });
  return { userId, headers: { Authorization: `Bearer ${ticket}`, [HEADER.identity]: identityProof } };
}

async function send({ headers }: Person): Promise<string> {
  const shardId = newId();
  await page.put({ shardId, bytes, headers });
  return shardId;
}

const inSpool = (use: (spool: Spool, sql: SqlStorage) => void): Promise<void> =>
  runInDurableObject(page.spool(), (_, { storage }) => use(openDurableSpool(storage), storage.sql));

/** Puts what waits into a batch, and settles it as committed where it is to be. */
const commit = (phase: 'committed' | 'frozen'): Promise<void> =>
  inSpool((spool) => {
    const { batchId = '' } = spool.freeze(crypto.randomUUID(), LIMITS) ?? {};
    spool.settle(batchId, { ...newBatch(0), phase, commit: phase === 'committed' ? COMMIT : null }, 1);
  });

const ask = (message: unknown, headers: HeadersInit = asOperator): Promise<Response> => {
  const body = JSON.stringify(message);
  const length = { 'Content-Length': String(body.length) };
  return page.call(`/datasets/${page.dataset}/erase`, {
    method: 'POST',
    body,
    headers: { ...length, ...headers },
  });
};

const erase = async ({ userId }: Person, isRepoDone?: boolean): Promise<Erasure> =>
  (await ask({ userId, isRepoDone })).json<Erasure>();

test('[RL52] what waits of a person and what is dead goes, what is under way and committed is told, and others keep theirs', async () => {
  const [one, other] = [await meet('one'), await meet('another')];
  const committed = await send(one);
  await commit('committed');
  const dead = await send(one);
  await buryShards(page);
  await send(one);
  await commit('frozen');
  const waiting = await send(one);
  const kept = await send(other);

  const size = bytes.length;
  const erasure = await erase(one);
  expect(erasure).toEqual({
    erased: { shards: 2, rows: 2, bytes: 2 * size },
    underWay: { shards: 1 },
    committed: {
      shards: 1,
      rows: 1,
      firstAt: expect.any(Number),
      lastAt: erasure.committed.firstAt,
      paths: [expect.stringContaining(committed)],
      pathCount: 1,
    },
  });
  await inSpool((spool, sql) => {
    for (const shardId of [dead, waiting]) {
      expect(spool.find(shardId)?.state).toEqual({ state: 'dead', shardId, reason: 'erased on request' });
      expect(() => spool.read(shardId, 0, size)).toThrow('lacks');
    }
    expect(spool.read(kept, 0, size)).toHaveLength(size);
    expect([spool.shareOf(one.userId), spool.shareOf(other.userId)]).toEqual([size, size]);
    expect([spool.deadCount(), spool.backlog().shards]).toEqual([0, 2]);
    const rows = sql.exec('SELECT COUNT(*) AS n FROM shard WHERE user_id = ?', one.userId).one();
    expect(rows['n']).toBe(2);
  });
});

test('[RL52] an erased shard that is sent again is dead, and later ones of the person are taken', async () => {
  const one = await meet('one');
  const shardId = await send(one);
  await erase(one);
  const again = await page.put({ shardId, bytes, headers: one.headers });
  expect([again.status, await again.json()]).toEqual([
    200,
    { state: 'dead', shardId, reason: 'erased on request' },
  ]);
  expect((await page.put({ shardId: newId(), bytes, headers: one.headers })).status).toBe(202);
});

test('[RL52] of what was erased nothing says whose it was, and of what is committed only until the repo is done', async () => {
  const one = await meet('one');
  await send(one);
  await commit('committed');
  await send(one);
  await erase(one);
  const trace = "SELECT COUNT(*) AS n FROM shard WHERE user_id = ? OR (user_id = '' AND client_id != '')";
  await inSpool((_, sql) => expect(sql.exec(trace, one.userId).one()['n']).toBe(1));
  expect((await erase(one, true)).committed.shards).toBe(1);
  await inSpool((_, sql) => expect(sql.exec(trace, one.userId).one()['n']).toBe(0));
  expect((await erase(one)).committed).toEqual({
    shards: 0,
    rows: 0,
    firstAt: null,
    lastAt: null,
    paths: [],
    pathCount: 0,
  });
});

test('[RL52] of very many files a thousand are named, and how many there are', async () => {
  const one = await meet('one');
  await send(one);
  await commit('committed');
  await inSpool((_, sql) => {
    sql.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
       INSERT INTO shard SELECT shard_id || i, upload, table_name, fingerprint, path || i, sha256, size_bytes, row_count, client_id, seqs,
         received_at, batch_id, group_count, user_id FROM shard, n`,
    );
  });
  const { committed } = await erase(one);
  expect([committed.paths.length, committed.pathCount, committed.rows]).toEqual([1000, 1101, 1101]);
});

test('[RL52] nobody but the operator erases, and only a user_id is taken', async () => {
  const one = await meet('one');
  await send(one);
  const message = { userId: one.userId };
  await expectProblem(await ask(message, {}), 'operator_refused');
  await expectProblem(await ask(message, one.headers), 'operator_refused');
  for (const wrong of [{}, { userId: '' }, { userId: '%' }, { userId: 'A'.repeat(12) }, 'x'])
    await expectProblem(await ask(wrong), 'bad_request');
  await expectProblem(
    await page.call(`/datasets/${page.dataset}/erase`, { headers: asOperator }),
    'method_not_allowed',
  );
  expect((await erase(one)).erased.shards).toBe(1);
});
