import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { type Cell, string, table } from '@parqueue/schema';
import { alignment } from '@parqueue/schema/presets';
import { type ErrorCode, formatDigest, HEADER, receiptSchema, SHARD_MAX_BYTES } from '@parqueue/schema/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lightShard } from '../../../../test/support/lightShard.ts';
import { createTokenSigner } from '../auth/signedToken.ts';
import {
  endPage,
  expectProblem,
  newId,
  ORIGIN,
  openPage,
  type PutOptions,
  SECRET,
  shardOf,
  type TestPage,
} from '../testing/openPage.ts';

let page: TestPage;
beforeEach(() => {
  page = openPage();
});
afterEach(() => endPage(page));

test('[R4] [RL1] {000.19} a shard is told durable when it is: an evicted spool still knows it, and will commit it', async () => {
  const shardId = newId();
  const bytes = await shardOf(3_200_000, 1);
  const response = await page.put({ shardId, bytes });
  expect(response.status).toBe(202);
  const receipt = await receiptSchema['~standard'].validate(await response.json());
  expect(receipt).toMatchObject({ value: { state: 'spooled', shardId } });
  await evictDurableObject(page.spool());
  const states = await page.call(`/datasets/${page.dataset}/shards?ids=${shardId},${newId()}`);
  expect(await states.json()).toMatchObject({ shards: [{ state: 'spooled' }, { state: 'unknown' }] });
  await runInDurableObject(page.spool(), async (_, { storage }) => {
    expect(await storage.getAlarm()).not.toBeNull();
    const sizes = storage.sql.exec<{ size: number }>('SELECT LENGTH(bytes) AS size FROM chunk').toArray();
    expect(sizes.map(({ size }) => size)).toEqual([1_500_000, 1_500_000, bytes.length - 3_000_000]);
  });
});

test('[R3] [RL1] a shard that is sent again is known, and is there once', async () => {
  const shardId = newId();
  expect((await page.put({ shardId })).status).toBe(202);
  expect((await page.put({ shardId })).status).toBe(200);
  const [first, second] = await Promise.all([page.put(), page.put()]);
  expect([first?.status, second?.status]).toEqual([202, 202]);
  const health = await (await page.call('/health')).json();
  expect(health).toMatchObject({ datasets: [{ dataset: page.dataset, backlog: { shards: 3 } }] });
});

test('[R3] the same shard sent twice at once is there once', async () => {
  const shardId = newId();
  const bytes = await shardOf(2_000_000, 2);
  const responses = await Promise.all([1, 2, 3].map(() => page.put({ shardId, bytes })));
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 202]);
  await runInDurableObject(page.spool(), (_, { storage }) => {
    expect(storage.sql.exec('SELECT COUNT(*) AS count FROM chunk').one()['count']).toBe(2);
  });
});

test('[RL1] a known id with other bytes is a conflict, and the first bytes stay', async () => {
  const shardId = newId();
  await page.put({ shardId });
  await expectProblem(await page.put({ shardId, bytes: await shardOf(11) }), 'shard_conflict');
  expect((await page.put({ shardId })).status).toBe(200);
});

test('{000.19} JSON lines are taken for a table of that format', async () => {
  const line = '{"timestamp":null,"user_id":null,"verse_ref":null,"error_message":"no microphone"}\n';
  const bytes = new TextEncoder().encode(line);
  expect((await page.put({ table: 'recitation_error', bytes })).status).toBe(202);
  const other = new TextEncoder().encode(line.replace('"timestamp":null,', ''));
  await expectProblem(await page.put({ table: 'recitation_error', bytes: other }), 'shard_invalid');
  await expectProblem(await page.put({ table: 'recitation_error' }), 'shard_invalid');
});

test('[RL11] a shard with the user_id of another person is refused, and one with its sender’s is taken', async () => {
  const { userId } = await page.takeTicket();
  const shardBy = (id: string) =>
    lightShard(alignment, [
      Object.entries(alignment.features).map(([name]): Cell => (name === 'user_id' ? id : null)),
    ]);
  const detail = await expectProblem(
    await page.put({ bytes: await shardBy('0123456789ab') }),
    'shard_invalid',
  );
  expect(detail).toMatch(/^identity_differs: .*user_id/);
  expect((await page.put({ bytes: await shardBy(userId) })).status).toBe(202);
});

test.for<[string, PutOptions, ErrorCode]>([
  ['of another origin', { headers: { Origin: 'https://evil.example' } }, 'origin_refused'],
  ['without a ticket', { headers: { Authorization: 'none' } }, 'ticket_missing'],
  ['with a broken ticket', { headers: { Authorization: 'Bearer a.b.c' } }, 'ticket_invalid'],
  ['to an unknown table', { table: 'unheard-of' }, 'table_unknown'],
  ['of an unknown version', { headers: { [HEADER.fingerprint]: 'ffffffffffffffff' } }, 'schema_unknown'],
  ['under a name that is no UUIDv7', { shardId: 'one' }, 'bad_request'],
  ['without a length', { headers: { 'Content-Length': 'none' } }, 'length_required'],
  [
    'that says it is too large',
    { headers: { 'Content-Length': `${SHARD_MAX_BYTES + 1}` } },
    'shard_too_large',
  ],
  ['without a digest', { headers: { [HEADER.digest]: 'none' } }, 'bad_request'],
  ['without a proof of identity', { headers: { [HEADER.identity]: 'none' } }, 'bad_request'],
  ['without a client', { headers: { [HEADER.client]: 'none' } }, 'bad_request'],
  ['with touching ranges', { headers: { [HEADER.seq]: '0-4,5-9' } }, 'bad_request'],
  ['of no rows', { headers: { [HEADER.rows]: '0' } }, 'bad_request'],
  ['that is longer than it says', { headers: { 'Content-Length': '12' } }, 'digest_mismatch'],
  ['that is shorter than it says', { headers: { 'Content-Length': '99' } }, 'digest_mismatch'],
  ['with another digest', { headers: { [HEADER.digest]: formatDigest('0'.repeat(64)) } }, 'digest_mismatch'],
  ['that is no Parquet', { bytes: new TextEncoder().encode('<!doctype html>') }, 'shard_invalid'],
  ['that is cut', { bytes: (await shardOf()).slice(0, -1) }, 'shard_invalid'],
  ['that is empty', { bytes: new Uint8Array() }, 'shard_invalid'],
  ['with other rows than it says', { headers: { [HEADER.rows]: '2' } }, 'shard_invalid'],
  ['of another table', { bytes: await shardOfOther() }, 'shard_invalid'],
])('[RL2] a shard %s is refused, and nothing of it stays', async ([, options, code]) => {
  await expectProblem(await page.put(options), code);
  await runInDurableObject(page.spool(), (_, { storage }) => {
    expect(
      storage.sql.exec('SELECT (SELECT COUNT(*) FROM chunk) + (SELECT COUNT(*) FROM shard) AS n').one()['n'],
    ).toBe(0);
  });
});

test('[RL5] a ticket is no proof of identity, a proof no ticket, and neither is good for another dataset', async () => {
  const { ticket, identityProof } = await page.takeTicket();
  await expectProblem(await page.put({ headers: { [HEADER.identity]: ticket } }), 'identity_invalid');
  await expectProblem(
    await page.put({ headers: { Authorization: `Bearer ${identityProof}` } }),
    'ticket_invalid',
  );
  const signer = createTokenSigner(SECRET);
  const foreign = { dataset: 'another', userId: '0123456789ab' };
  const other = await signer.issue({ kind: 'ticket', ...foreign }, Date.now());
  await expectProblem(
    await page.put({ headers: { Authorization: `Bearer ${other.token}` } }),
    'ticket_invalid',
  );
  const proof = await signer.issue({ kind: 'identity', ...foreign }, Date.now());
  await expectProblem(await page.put({ headers: { [HEADER.identity]: proof.token } }), 'identity_invalid');
});

test('[RL5] a ticket is good for the page that got it, and for no other', async () => {
  const origin = 'https://teach.example';
  page = openPage({ ALLOWED_ORIGINS: `${ORIGIN} ${origin}` });
  const { ticket } = await page.takeTicket({ Origin: origin });
  const headers = { Authorization: `Bearer ${ticket}` };
  await expectProblem(await page.put({ headers }), 'ticket_invalid');
  expect((await page.put({ headers: { ...headers, Origin: origin } })).status).toBe(202);
});

test('[RL5] an expired ticket is told apart, so that the page asks for another', async () => {
  const claims = { kind: 'ticket', dataset: page.dataset, userId: '0123456789ab', origin: ORIGIN } as const;
  const { token, expiresAt } = await createTokenSigner(SECRET).issue(claims, Date.now() - 3_600_000);
  expect(expiresAt).toBeLessThan(Date.now());
  await expectProblem(await page.put({ headers: { Authorization: `Bearer ${token}` } }), 'ticket_expired');
});

test('[R4] a full spool takes no more, says when to come again, and keeps what it has', async () => {
  const shardId = newId();
  const bytes = await shardOf(3_500_000, 3);
  expect((await page.put({ shardId, bytes })).status).toBe(202);
  // Of one person no more waits than is left for all the others.
  await expectProblem(await page.put({ bytes: await shardOf(3_500_000, 4) }), 'spool_full');
  const other = await page.takeTicket({ 'User-Agent': 'another browser' });
  const headers = { Authorization: `Bearer ${other.ticket}`, [HEADER.identity]: other.identityProof };
  expect((await page.put({ bytes: await shardOf(3_500_000, 4), headers })).status).toBe(202);
  await expectProblem(await page.put({ bytes: await shardOf(3_500_000, 5) }), 'spool_full');
  expect((await page.put({ shardId, bytes })).status).toBe(200);
  const third = await page.takeTicket({ 'User-Agent': 'a third browser' });
  const small = { Authorization: `Bearer ${third.ticket}`, [HEADER.identity]: third.identityProof };
  expect((await page.put({ headers: small })).status).toBe(202);
});

test('[RL4] an alarm that rings twice, with a Hub that is not there, leaves everything in place', async () => {
  const shardId = newId();
  await page.put({ shardId });
  for (let ring = 0; ring < 2; ring += 1) {
    await runInDurableObject(page.spool(), (_, { storage }) => storage.setAlarm(Date.now() - 1));
    await runDurableObjectAlarm(page.spool());
  }
  await runInDurableObject(page.spool(), async (_, { storage }) =>
    expect(await storage.getAlarm()).not.toBeNull(),
  );
  const states = await page.call(`/datasets/${page.dataset}/shards?ids=${shardId}`);
  expect(await states.json()).toMatchObject({ shards: [{ state: 'spooled' }] });
});

test('[RL4] the watch sets an alarm that got lost', async () => {
  await page.put();
  await runInDurableObject(page.spool(), (_, { storage }) => storage.deleteAlarm());
  await page.relay.watch();
  await runInDurableObject(page.spool(), async (_, { storage }) =>
    expect(await storage.getAlarm()).not.toBeNull(),
  );
});

/** Of a table with one column. */
function shardOfOther(): Promise<Uint8Array> {
  const other = table({ name: 'alignment', features: { text: string() }, revisions: false });
  return lightShard(other, [['a']]);
}
