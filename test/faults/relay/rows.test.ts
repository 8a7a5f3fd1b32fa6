import { join } from 'node:path';
import type { RowsReceipt } from '@parqueue/schema/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type JsonRow, queryDataset } from '../../support/dataset.ts';
import { checkDataset } from '../../support/loadableDataset.ts';
import { seeded } from '../../support/seeded.ts';
import { eventually, openRelayScene, REPO, type RelayScene } from './relayScene.ts';

const OPERATOR_SECRET = 'what only the operator of this relay knows';
const COMMIT = { method: 'POST', path: '/commit/main' };
const ALWAYS = Number.POSITIVE_INFINITY;

let scene: RelayScene;
beforeEach(async () => {
  scene = await openRelayScene({ OPERATOR_SECRET });
});
afterEach(() => scene.close());

const post = (table: string, rows: readonly object[]): Promise<Response> =>
  scene.call(`/datasets/recitations/tables/${table}/rows`, {
    method: 'POST',
    body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    headers: { Authorization: `Bearer ${OPERATOR_SECRET}` },
    // What was under way when the relay ended may never be answered.
    signal: AbortSignal.timeout(10_000),
  });

/** As a pipeline does that wants its rows to arrive: until it is told that they have. */
async function postUntilTaken(table: string, rows: readonly object[]): Promise<void> {
  await eventually(async () => {
    const response = await post(table, rows).catch(() => undefined);
    return response?.ok === true;
  });
}

const rowsOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    row_id: `run-${from + i}`,
    surah: ((from + i) % 114) + 1,
    segments: [{ idx: from + i }],
  }));

const delivered = (): Promise<void> =>
  eventually(async () => (await scene.health()).datasets[0]?.backlog.shards === 0);

const read = (sql: string): Promise<JsonRow[]> => queryDataset(join(scene.hub.dir, REPO), sql);
const FILES = `read_parquet('data/alignment/**/*.parquet', union_by_name = false)`;

test('[RL42] rows and the SDK’s shards of a table are one table to a reader, in few row groups', async () => {
  const away = scene.hub.faults.inject({ kind: 'status', status: 503, times: ALWAYS });
  const shards = await scene.send('alignment', 'alignment');
  for (let i = 0; i < 20; i++) expect((await post('alignment', rowsOf(i * 5, 5))).status).toBe(202);
  away.remove();
  await scene.delivered(shards);
  await delivered();
  expect(await read(`select count(*) n, count(audio) sounds, count(row_id) ids from ${FILES}`)).toEqual([
    { n: '102', sounds: '2', ids: '100' },
  ]);
  expect(
    await read(`select row_id, surah, segments, revision from ${FILES} where surah = 3 order by row_id`),
  ).toEqual([{ row_id: 'run-2', surah: 3, segments: '[{"idx":2}]', revision: 0 }]);
  // The posts of a commit are one, beside those of the two shards.
  const [counts] = await read(
    `select count(distinct file_name) file_count, count(distinct (file_name, row_group_id)) group_count
     from parquet_metadata('data/alignment/**/*.parquet')`,
  );
  expect(Number(counts?.['group_count'])).toBeLessThanOrEqual(2 + Number(counts?.['file_count']));
  expect(await checkDataset(join(scene.hub.dir, REPO))).toEqual({ configs: ['alignment'], problems: [] });
});

test('[RL41] a row that was committed is known for ever, and its change is a row of its own', async () => {
  await post('alignment', rowsOf(0, 3));
  await delivered();
  await scene.relay.restart();
  const again = await post('alignment', rowsOf(0, 4));
  expect((await again.json()) as RowsReceipt).toEqual({ state: 'spooled', rows: 1, known: 3 });
  const change = { row_id: 'run-1', surah: 99, revision: 1 };
  expect((await post('alignment', [change])).status).toBe(202);
  await delivered();
  expect(await read(`select row_id, revision from ${FILES} order by all`)).toEqual([
    { row_id: 'run-0', revision: 0 },
    { row_id: 'run-1', revision: 0 },
    { row_id: 'run-1', revision: 1 },
    { row_id: 'run-2', revision: 0 },
    { row_id: 'run-3', revision: 0 },
  ]);
});

test.for([
  ['a commit that landed and whose answer was lost', { match: COMMIT, kind: 'reply-lost' }],
  ['a commit that was lost on its way', { match: COMMIT, kind: 'request-lost' }],
  [
    'a commit that landed though the answer was 500',
    { match: COMMIT, kind: 'status', status: 500, takesEffect: true },
  ],
] as const)('[R3] [RL42] %s: every row is committed once', async ([, fault]) => {
  const injected = scene.hub.faults.inject(fault);
  await post('alignment', rowsOf(0, 50));
  await post('recitation_error', [{ row_id: 'e', error_message: 'no sound' }]);
  await delivered();
  expect(injected.hitCount()).toBe(1);
  expect(await read(`select count(*) n, count(distinct row_id) ids from ${FILES}`)).toEqual([
    { n: '50', ids: '50' },
  ]);
  expect(await read(`select error_message from 'data/errors/**/*.jsonl'`)).toEqual([
    { error_message: 'no sound' },
  ]);
});

test('[R3] [RL42] a restart while a commit of built rows is under way: every row is committed once', async () => {
  const slow = scene.hub.faults.inject({ match: COMMIT, kind: 'delay', delayMs: 500 });
  await post('alignment', rowsOf(0, 50));
  await eventually(() => slow.hitCount() === 1);
  await scene.relay.restart();
  await delivered();
  expect(await read(`select count(*) n, count(distinct row_id) ids from ${FILES}`)).toEqual([
    { n: '50', ids: '50' },
  ]);
});

test('[R3] [RL41] where a dataset has several spools, rows are known once for all of them', async () => {
  await scene.close();
  scene = await openRelayScene({ OPERATOR_SECRET, SPOOLS: '3' });
  await scene.delivered(await scene.send('alignment', 'alignment', 'alignment'));
  await Promise.all([0, 10, 20].map((from) => post('alignment', rowsOf(from, 20))));
  await delivered();
  expect(await (await post('alignment', rowsOf(0, 40))).json()).toEqual({
    state: 'known',
    rows: 0,
    known: 40,
  });
  expect(await read(`select count(*) n, count(distinct row_id) ids from ${FILES}`)).toEqual([
    { n: '43', ids: '40' },
  ]);
});

const SEED = Math.floor(Math.random() * 2 ** 31);

test(`[R3] [RL41] the relay ends and comes back while rows are sent: those that are told taken are there once (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  scene.hub.faults.inject({ match: COMMIT, kind: 'reply-lost', times: 2 });
  const sending = Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, random.int(0, 3000)));
      // Each post has rows of the one before as well.
      await postUntilTaken('alignment', rowsOf(Math.max(0, i * 10 - 5), i === 0 ? 10 : 15));
    }),
  );
  for (let restarts = 0; restarts < 5; restarts++) {
    await new Promise((resolve) => setTimeout(resolve, random.int(100, 900)));
    await scene.relay.restart();
  }
  await sending;
  await delivered();
  expect(await read(`select count(*) n, count(distinct row_id) ids from ${FILES}`)).toEqual([
    { n: '400', ids: '400' },
  ]);
});

test('[R8] [R12] what is refused leaves nothing in the log, and nothing in the dataset', async () => {
  const refused = await post('alignment', [
    { row_id: 'a', error: 'whisper' },
    { row_id: 'b', surah: 'murmur' },
  ]);
  expect(refused.status).toBe(422);
  await post('alignment', rowsOf(0, 1));
  await delivered();
  expect(await read(`select row_id from ${FILES}`)).toEqual([{ row_id: 'run-0' }]);
  const logged = () => scene.heard.filter((line) => line.includes('"event":"'));
  await eventually(() => logged().some((line) => line.includes('commit_landed')));
  expect(logged().join('\n')).not.toMatch(/whisper|murmur/);
});
