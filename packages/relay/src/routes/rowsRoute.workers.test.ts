import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import {
  type ErrorCode,
  HEADER,
  parseProblem,
  ROW_MAX_BYTES,
  ROWS_MAX_BYTES,
  ROWS_MAX_COUNT,
  type RowsReceipt,
  rowsReceiptSchema,
} from '@parqueue/schema/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endPage, expectProblem, openPage, type TestPage } from '../testing/openPage.ts';
import { asOperator, OPERATOR_SECRET } from '../testing/operator.ts';
import { asPerson, postRows, type RowsPost } from '../testing/postRows.ts';

let page: TestPage;
beforeEach(() => {
  page = openPage({ OPERATOR_SECRET });
});
afterEach(() => endPage(page));

const post = (rows: RowsPost['rows'], other: Partial<RowsPost> = {}): Promise<Response> =>
  postRows(page, { rows, ...other });

async function receiptOf(response: Response): Promise<RowsReceipt & { status: number }> {
  const checked = await rowsReceiptSchema['~standard'].validate(await response.json());
  if (checked.issues !== undefined) throw new Error(checked.issues[0]?.message);
  return { status: response.status, ...checked.value };
}

/** The lines that wait in the spool, sorted: of shards that came in one millisecond none is the first. */
const spooled = (): Promise<string[]> =>
  runInDurableObject(page.spool(), (_, { storage }) =>
    storage.sql
      .exec<{ bytes: ArrayBuffer }>('SELECT bytes FROM shard JOIN chunk USING (shard_id, upload)')
      .toArray()
      .flatMap(({ bytes }) => new TextDecoder().decode(bytes).split('\n').slice(0, -1))
      .sort(),
  );

const seenCount = (): Promise<unknown> =>
  runInDurableObject(
    page.spool(),
    (_, { storage }) => storage.sql.exec('SELECT COUNT(*) AS n FROM row_seen').one()['n'],
  );

const row = (rowId: string, other: object = {}) => ({ row_id: rowId, surah: 2, ...other });
const error = (rowId: string, other: object = {}) => ({ row_id: rowId, error_message: 'no sound', ...other });

test('[RL40] {000.21} rows are durable when they are told so: an evicted spool still has them, and will commit them', async () => {
  expect(await receiptOf(await post([row('a'), row('b')]))).toEqual({
    ...{ status: 202, state: 'spooled', rows: 2, known: 0 },
  });
  await evictDurableObject(page.spool());
  expect(await spooled()).toHaveLength(2);
  await runInDurableObject(page.spool(), async (_, { storage }) => {
    expect(await storage.getAlarm()).not.toBeNull();
  });
});

test('[RL41] the same rows sent again are known, also after the end of their object, and with new ones beside them', async () => {
  await post([row('a'), row('b')]);
  expect(await receiptOf(await post([row('a'), row('b')]))).toMatchObject({
    ...{ status: 200, state: 'known', rows: 0, known: 2 },
  });
  await evictDurableObject(page.spool());
  expect(await receiptOf(await post([row('b'), row('c'), row('a')]))).toMatchObject({
    ...{ status: 202, state: 'spooled', rows: 1, known: 2 },
  });
  expect((await spooled()).map((line) => JSON.parse(line).at(-2))).toEqual(['a', 'b', 'c']);
});

test('[RL41] the same rows sent several times at once are there once', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => row(`row-${i}`));
  const receipts = await Promise.all([1, 2, 3, 4].map(async () => receiptOf(await post(rows))));
  expect(receipts.map(({ rows: count }) => count).sort()).toEqual([0, 0, 0, 100]);
  expect(await spooled()).toHaveLength(100);
});

test('[RL41] a row that is twice in one body is there once; with other content it is a conflict', async () => {
  expect(await receiptOf(await post([row('a'), row('a')]))).toMatchObject({ rows: 1, known: 1 });
  const refused = await post([row('b'), row('b', { surah: 3 })]);
  expect(parseProblem(await refused.clone().json())).toMatchObject({ line: 2 });
  await expectProblem(refused, 'row_conflict');
  expect(await spooled()).toHaveLength(1);
});

test('[RL41] a known row with other content is a conflict, which names its line, and nothing of the request is kept', async () => {
  await post([row('a')]);
  const refused = await post([row('b'), row('a', { surah: 3 })]);
  expect(parseProblem(await refused.clone().json())).toMatchObject({ line: 2 });
  expect(await expectProblem(refused, 'row_conflict')).toMatch(/^line 2: row a is known with other content/);
  expect(await spooled()).toHaveLength(1);
  expect(await seenCount()).toBe(1);
});

test('[RL41] a change of a row is a higher revision; a lower one that never came is refused', async () => {
  expect((await post([row('a')])).status).toBe(202);
  expect((await post([row('a', { revision: 2, surah: 3 })])).status).toBe(202);
  expect((await post([row('a')])).status).toBe(200);
  await expectProblem(await post([row('a', { revision: 2, surah: 4 })]), 'row_conflict');
  expect(await expectProblem(await post([row('a', { revision: 1 })]), 'row_conflict')).toMatch(/higher/);
  expect((await spooled()).map((line) => JSON.parse(line).slice(-2))).toEqual([
    ['a', 0],
    ['a', 2],
  ]);
});

test('[RL41] row ids are those of their table', async () => {
  await post([row('a')]);
  expect((await post([error('a')], { table: 'recitation_error' })).status).toBe(202);
});

test('[RL40] a table of JSON lines gets them as the SDK writes them; the id is known to the ledger alone', async () => {
  await post([error('a', { timestamp: '2026-02-03T01:50:45' })], { table: 'recitation_error' });
  expect(await spooled()).toEqual([
    '{"timestamp":"2026-02-03T01:50:45","user_id":null,"verse_ref":null,"error_message":"no sound"}',
  ]);
  expect((await post([error('a')], { table: 'recitation_error' })).status).toBe(409);
});

test('[RL40] columns that are filled with the time of the append get that of the relay, and the row stays the same', async () => {
  await post([error('a')], { table: 'recitation_error' });
  const [line = ''] = await spooled();
  expect(JSON.parse(line).timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  await new Promise((resolve) => setTimeout(resolve, 1001));
  expect((await post([error('a')], { table: 'recitation_error' })).status).toBe(200);
});

test('[RL43] the rows of a ticket are those of its identity, and of nobody else', async () => {
  const headers = await asPerson(page);
  const { userId } = await page.takeTicket({ 'User-Agent': 'one browser' });
  expect((await post([row('a'), row('b', { user_id: userId })], { headers })).status).toBe(202);
  const userIds = (await spooled()).map((line) => JSON.parse(line)[3]);
  expect(userIds).toEqual([userId, userId]);
  const foreign = await post([row('c', { user_id: '0123456789ab' })], { headers });
  expect(parseProblem(await foreign.clone().json())).toMatchObject({ line: 1, column: 'user_id' });
  await expectProblem(foreign, 'rows_invalid');
  // Said under another identity, it is still the same row.
  expect((await post([row('a')], { headers: await asPerson(page, 'another browser') })).status).toBe(200);
});

test('[RL43] the operator says whose a row is, or that it is nobody’s', async () => {
  expect((await post([row('a', { user_id: '0123456789ab' }), row('b')])).status).toBe(202);
  expect((await spooled()).map((line) => JSON.parse(line)[3])).toEqual(['0123456789ab', null]);
  for (const name of ['Ada', '0123456789AB', '0123456789a', 12])
    await expectProblem(await post([row('c', { user_id: name })]), 'rows_invalid');
});

test('[RL43] what comes with a ticket is counted for its quota; what the operator sends, for nobody’s', async () => {
  const counted = () =>
    runInDurableObject(page.spool(), (_, { storage }) =>
      storage.sql.exec('SELECT key, shards FROM quota_use ORDER BY key').toArray(),
    );
  await post([row('a', { user_id: '0123456789ab' })]);
  expect(JSON.stringify(await counted())).not.toContain('identity:');
  await post([row('b')], { headers: await asPerson(page) });
  const { userId } = await page.takeTicket({ 'User-Agent': 'one browser' });
  expect(await counted()).toContainEqual({ key: `identity:${userId}`, shards: 1 });
});

test('[RL43] what waits of a person is erased, whoever sent it, and others’ rows stay', async () => {
  await post([row('a', { user_id: '0123456789ab' }), row('b', { user_id: 'ba9876543210' }), row('c')]);
  const body = JSON.stringify({ userId: '0123456789ab' });
  const headers = { ...asOperator, 'Content-Length': `${body.length}` };
  const erased = await page.call(`/datasets/${page.dataset}/erase`, { method: 'POST', body, headers });
  expect(await erased.json()).toMatchObject({ erased: { shards: 1, rows: 1 } });
  expect((await spooled()).map((line) => JSON.parse(line).at(-2)).sort()).toEqual(['b', 'c']);
});

test('[RL43] rows of several people become shards of one person each, as all shards are, or none at all', async () => {
  const [one, other] = ['0123456789ab', 'ba9876543210'];
  const large = { error: 'x'.repeat(200_000) };
  const rows = [
    row('a', { user_id: one }),
    row('b', { user_id: other }),
    row('c'),
    row('d', { user_id: one }),
  ];
  expect(await receiptOf(await post(rows))).toMatchObject({ status: 202, rows: 4 });
  const counts = () =>
    runInDurableObject(page.spool(), (_, { storage }) =>
      storage.sql
        .exec('SELECT user_id, SUM(row_count) AS row_count FROM shard GROUP BY user_id ORDER BY user_id')
        .toArray(),
    );
  const four = [
    { user_id: '', row_count: 1 },
    { user_id: one, row_count: 2 },
    { user_id: other, row_count: 1 },
  ];
  expect(await counts()).toEqual(four);
  const heavy = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => row(`${from + i}`, { user_id: other, ...large }));
  expect((await post(heavy(0, 18))).status).toBe(202);
  // Of the other as much waits as may, and so nothing of the one is kept either.
  await expectProblem(await post([row('e', { user_id: one }), ...heavy(100, 8)]), 'spool_full');
  expect(await counts()).toEqual(
    four.map((count) => (count.user_id === other ? { ...count, row_count: 19 } : count)),
  );
  expect(await seenCount()).toBe(22);
});

test.for<[string, RowsPost['headers'], ErrorCode]>([
  ['without anything', { Authorization: 'none' }, 'ticket_missing'],
  ['with another secret', { Authorization: `Bearer ${OPERATOR_SECRET}!` }, 'ticket_missing'],
  ['with a broken ticket', { Authorization: 'Bearer a.b.c' }, 'ticket_invalid'],
  ['of another origin', { Origin: 'https://evil.example' }, 'origin_refused'],
  ['without the version of the wire', { [HEADER.protocol]: 'none' }, 'protocol_unsupported'],
  ['without a length', { 'Content-Length': 'none' }, 'length_required'],
  ['that say they are too long', { 'Content-Length': `${ROWS_MAX_BYTES + 1}` }, 'message_too_large'],
  ['that are longer than they say', { 'Content-Length': '5' }, 'bad_request'],
  ['that are shorter than they say', { 'Content-Length': '500' }, 'bad_request'],
])('[RL43] rows %s are refused', async ([, headers, code]) => {
  await expectProblem(await post([row('a')], { headers: headers ?? {} }), code);
  expect(await spooled()).toEqual([]);
});

test('[RL43] without an operator’s secret on the relay, nothing passes for it', async () => {
  page = openPage();
  await expectProblem(await post([row('a')]), 'ticket_missing');
});

test('[RL43] a ticket needs its proof of identity, and is good for its own origin and dataset', async () => {
  const headers = await asPerson(page);
  await expectProblem(
    await post([row('a')], { headers: { ...headers, [HEADER.identity]: 'none' } }),
    'bad_request',
  );
  const { ticket } = await page.takeTicket();
  await expectProblem(
    await post([row('a')], { headers: { ...headers, [HEADER.identity]: ticket } }),
    'identity_invalid',
  );
});

test.for<[string, unknown, string | undefined, RegExp]>([
  ['that is no JSON', '{"row_id":', undefined, /^line 2: is not JSON/],
  ['with NaN', '{"row_id":"b","total_time":NaN}', undefined, /^line 2: is not JSON.*NaN/],
  ['that is a list', '[1]', undefined, /expected a row as a JSON object/],
  ['without an id', { surah: 2 }, 'row_id', /row_id: is missing; give each row one of its own/],
  ['with an id that is none', { row_id: 'two words' }, 'row_id', /row_id: is no id/],
  ['with a number for its id', { row_id: 7 }, 'row_id', /row_id: is no id/],
  [
    'with text for a number',
    row('b', { surah: 'two' }),
    'surah',
    /alignment\.surah: expected int32, got "two"/,
  ],
  ['with a column that is none', row('b', { sura: 2 }), 'sura', /alignment\.sura: no such column/],
  ['with a negative revision', row('b', { revision: -1 }), 'revision', /whole number from 0/],
  [
    'with audio',
    row('b', { audio: { bytes: 'AAAA' } }),
    'audio',
    /alignment\.audio: is audio, which comes within shards/,
  ],
  [
    'with a number that JSON text cannot keep',
    '{"row_id":"b","segments":[12345678901234567891]}',
    'segments',
    /segments/,
  ],
])(
  '[RL40] a line %s is refused, by its number and column, and nothing of the request is kept',
  async ([, line, column, words]) => {
    const refused = await post([row('a'), line, row('c')]);
    const problem = parseProblem(await refused.clone().json());
    expect(problem?.line).toBe(2);
    expect(problem?.column).toBe(column);
    expect(await expectProblem(refused, 'rows_invalid')).toMatch(words);
    expect([await spooled(), await seenCount()]).toEqual([[], 0]);
  },
);

test('[RL40] text that is not UTF-8 is refused, and a body without rows', async () => {
  const headers = { ...asOperator, 'Content-Length': '14', Origin: 'none' };
  const body = new TextEncoder().encode('{"row_id":"a"}');
  body[11] = 0xff;
  const path = `/datasets/${page.dataset}/tables/alignment/rows`;
  const broken = await page.call(path, { method: 'POST', body, headers });
  expect(await expectProblem(broken, 'rows_invalid')).toBe('line 1: is not UTF-8');
  await expectProblem(await post(['', '  ']), 'bad_request');
});

test('[RL40] blank lines are passed over and counted, and the last line needs no end', async () => {
  const body = `\n${JSON.stringify(row('a'))}\r\n\n{"row_id":"b"}`;
  const headers = {
    Authorization: `Bearer ${OPERATOR_SECRET}`,
    'Content-Length': `${body.length}`,
    Origin: 'none',
  };
  const path = `/datasets/${page.dataset}/tables/alignment/rows`;
  expect((await page.call(path, { method: 'POST', body, headers })).status).toBe(202);
  const refused = await post(['', row('c'), '', row('a', { surah: 5 })]);
  expect(parseProblem(await refused.json())).toMatchObject({ code: 'row_conflict', line: 4 });
});

test('[RL40] a line that is too long and a row too many are refused, with their numbers', async () => {
  const long = await post([row('a'), row('b', { error: 'x'.repeat(ROW_MAX_BYTES) })]);
  expect(parseProblem(await long.clone().json())).toMatchObject({ line: 2 });
  await expectProblem(long, 'message_too_large');
  const ids = Array.from({ length: ROWS_MAX_COUNT + 1 }, (_, i) => ({ row_id: `${i}` }));
  const many = await post(ids);
  expect(parseProblem(await many.clone().json())).toMatchObject({ line: ROWS_MAX_COUNT + 1 });
  await expectProblem(many, 'message_too_large');
  expect(await receiptOf(await post(ids.slice(1)))).toMatchObject({ status: 202, rows: ROWS_MAX_COUNT });
});

test('[RL40] an unknown table or dataset, and another method, are problems', async () => {
  await expectProblem(await post([row('a')], { table: 'unheard-of' }), 'table_unknown');
  const path = '/datasets/unheard-of/tables/alignment/rows';
  const headers = asOperator;
  await expectProblem(await page.call(path, { method: 'POST', headers }), 'dataset_unknown');
  await expectProblem(
    await page.call(`/datasets/${page.dataset}/tables/alignment/rows`),
    'method_not_allowed',
  );
});

test('[RL13] a full spool takes no rows, says when to come again, and knows those it has', async () => {
  const text = 'x'.repeat(200_000);
  const large = (from: number) => Array.from({ length: 18 }, (_, i) => row(`${from + i}`, { error: text }));
  expect((await post(large(0))).status).toBe(202);
  await expectProblem(await post(large(100)), 'spool_full');
  expect((await post(large(0))).status).toBe(200);
});

test('[RL14] rows are counted as those of shards are, and refusals by their codes', async () => {
  await post([row('a'), row('b')]);
  await post([row('a', { surah: 9 })]);
  const headers = asOperator;
  const lines = (await (await page.call('/metrics', { headers })).text()).split('\n');
  expect(lines).toContain(`parqueue_rows_total{dataset="${page.dataset}",table="alignment"} 2`);
  expect(lines).toContain(`parqueue_refusals_total{dataset="${page.dataset}",code="row_conflict"} 1`);
});
