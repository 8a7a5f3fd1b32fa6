import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { alignment, recitationError } from '@parqueue/schema/presets';
import {
  ERRORS,
  type ErrorCode,
  formatDigest,
  HEADER,
  PROBLEM_TYPE,
  parseProblem,
  receiptSchema,
  SHARD_MAX_BYTES,
  type TicketResponse,
  ticketResponseSchema,
} from '@parqueue/schema/wire';
import { beforeEach, describe, expect, test } from 'vitest';
import { createTokenSigner } from './auth/signedToken.ts';
import type { RelayBindings } from './bindings.ts';
import { createRelay } from './createRelay.ts';

const bindings = env as RelayBindings;
const ORIGIN = 'https://recite.example';
const SECRET = String(bindings['PARQUEUE_SECRET']);

/** A dataset, and so a spool, for each test. */
let dataset: string;
let relay: ReturnType<typeof createRelay>;
let count = 0;
beforeEach(() => {
  count += 1;
  dataset = `d${count}`;
  relay = createRelay({ ...bindings, DATASETS: `${dataset}=me/recitations` });
});

const call = (path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = new Headers({
    Origin: ORIGIN,
    [HEADER.protocol]: '1',
    ...(init.headers as Record<string, string>),
  });
  for (const [name, value] of [...headers]) if (value === 'none') headers.delete(name);
  return Promise.resolve(relay.fetch(new Request(`https://relay.example/v1${path}`, { ...init, headers })));
};

const askTicket = (headers: Record<string, string> = {}, body: unknown = { dataset }): Promise<Response> => {
  const text = JSON.stringify(body);
  return call('/ticket', {
    method: 'POST',
    body: text,
    headers: { 'Content-Length': String(text.length), ...headers },
  });
};

const takeTicket = async (headers: Record<string, string> = {}): Promise<TicketResponse> =>
  (await askTicket(headers)).json<TicketResponse>();

const shardOf = (middle = 'some bytes'): Uint8Array => new TextEncoder().encode(`PAR1${middle}PAR1`);

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return formatDigest([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

let idCount = 0;
const newId = (): string => {
  idCount += 1;
  return `01900000-0000-7000-8000-${idCount.toString(16).padStart(12, '0')}`;
};

interface PutOptions {
  readonly shardId?: string;
  readonly table?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Record<string, string>;
}

async function put({
  shardId = newId(),
  table = 'alignment',
  bytes = shardOf(),
  headers = {},
}: PutOptions = {}): Promise<Response> {
  const { ticket, identityProof } = await takeTicket();
  return call(`/datasets/${dataset}/tables/${table}/shards/${shardId}`, {
    method: 'PUT',
    body: Uint8Array.from(bytes),
    headers: {
      Authorization: `Bearer ${ticket}`,
      'Content-Length': String(bytes.length),
      [HEADER.digest]: await digestOf(bytes),
      [HEADER.identity]: identityProof,
      [HEADER.client]: newId(),
      [HEADER.seq]: '0-9,12-40',
      [HEADER.rows]: '38',
      [HEADER.fingerprint]:
        table === 'recitation_error' ? recitationError.fingerprint : alignment.fingerprint,
      ...headers,
    },
  });
}

async function expectProblem(response: Response, code: ErrorCode): Promise<string> {
  const problem = parseProblem(await response.json());
  expect(problem).toMatchObject({ code, ...ERRORS[code] });
  expect(response.status).toBe(ERRORS[code].status);
  expect(response.headers.get('Content-Type')).toBe(PROBLEM_TYPE);
  const needsWait = response.status === 429 || response.status === 503;
  expect(response.headers.has('Retry-After')).toBe(needsWait);
  return problem?.detail ?? '';
}

const stub = (): DurableObjectStub => bindings.SPOOL.getByName(dataset);

describe('tickets', () => {
  test('a page of an allowed origin gets a ticket, an id and the tables', async () => {
    const response = await askTicket();
    expect(response.status).toBe(200);
    const checked = await ticketResponseSchema['~standard'].validate(await response.json());
    expect(checked.issues).toBeUndefined();
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
  });

  test('[R8] the id is the same for the same person and dataset, and another for any other', async () => {
    const person = { 'CF-Connecting-IP': '203.0.113.7', 'User-Agent': 'A browser' };
    const { userId } = await takeTicket(person);
    expect((await takeTicket(person)).userId).toBe(userId);
    expect((await takeTicket({ ...person, 'CF-Connecting-IP': '203.0.113.8' })).userId).not.toBe(userId);
    expect((await takeTicket({ ...person, 'User-Agent': 'Another' })).userId).not.toBe(userId);
    expect((await takeTicket({ ...person, 'X-Forwarded-For': '198.51.100.1' })).userId).toBe(userId);
  });

  test.for<[string, Record<string, string>, unknown, ErrorCode]>([
    ['another origin', { Origin: 'https://recite.example.evil' }, undefined, 'origin_refused'],
    ['another port', { Origin: 'https://recite.example:8443' }, undefined, 'origin_refused'],
    ['no origin', { Origin: 'none' }, undefined, 'origin_refused'],
    ['another protocol', { [HEADER.protocol]: '2' }, undefined, 'protocol_unsupported'],
    ['no length', { 'Content-Length': 'none' }, undefined, 'length_required'],
    ['a dataset that is not served', {}, { dataset: 'unheard-of' }, 'dataset_unknown'],
    ['a dataset of no name', {}, { dataset: '../etc' }, 'bad_request'],
    ['no message', {}, 'text', 'bad_request'],
  ])('%s gets a problem and no ticket', async ([, headers, body, code]) => {
    await expectProblem(await askTicket(headers, body ?? { dataset }), code);
  });

  test('one address that asks without end is told to wait', async () => {
    const limited = createRelay({
      ...bindings,
      DATASETS: `${dataset}=me/recitations`,
      TICKET_RATE: { limit: async () => ({ success: false }) },
    });
    relay = limited;
    await expectProblem(await askTicket(), 'rate_limited');
  });
});

describe('receipts', () => {
  test('[R4] a shard is told durable when it is: an evicted spool still knows it, and will commit it', async () => {
    const shardId = newId();
    const bytes = shardOf('x'.repeat(3_200_000));
    const response = await put({ shardId, bytes });
    expect(response.status).toBe(202);
    const receipt = await receiptSchema['~standard'].validate(await response.json());
    expect(receipt).toMatchObject({ value: { state: 'spooled', shardId } });
    await evictDurableObject(stub());
    const states = await call(`/datasets/${dataset}/shards?ids=${shardId},${newId()}`);
    expect(await states.json()).toMatchObject({ shards: [{ state: 'spooled' }, { state: 'unknown' }] });
    await runInDurableObject(stub(), async (_, { storage }) => {
      expect(await storage.getAlarm()).not.toBeNull();
      const sizes = storage.sql.exec<{ size: number }>('SELECT LENGTH(bytes) AS size FROM chunk').toArray();
      expect(sizes.map(({ size }) => size)).toEqual([1_500_000, 1_500_000, bytes.length - 3_000_000]);
    });
  });

  test('[R3] a shard that is sent again is known, and is there once', async () => {
    const shardId = newId();
    expect((await put({ shardId })).status).toBe(202);
    expect((await put({ shardId })).status).toBe(200);
    const [first, second] = await Promise.all([put(), put()]);
    expect([first?.status, second?.status]).toEqual([202, 202]);
    const health = await (await call('/health')).json();
    expect(health).toMatchObject({ datasets: [{ dataset, backlog: { shards: 3 } }] });
  });

  test('[R3] the same shard sent twice at once is there once', async () => {
    const shardId = newId();
    const bytes = shardOf('y'.repeat(2_000_000));
    const responses = await Promise.all([1, 2, 3].map(() => put({ shardId, bytes })));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 202]);
    await runInDurableObject(stub(), (_, { storage }) => {
      expect(storage.sql.exec('SELECT COUNT(*) AS count FROM chunk').one()['count']).toBe(2);
    });
  });

  test('a known id with other bytes is a conflict, and the first bytes stay', async () => {
    const shardId = newId();
    await put({ shardId });
    await expectProblem(await put({ shardId, bytes: shardOf('other bytes') }), 'shard_conflict');
    expect((await put({ shardId })).status).toBe(200);
  });

  test('JSON lines are taken for a table of that format', async () => {
    const bytes = new TextEncoder().encode('{"error":"no microphone"}\n');
    expect((await put({ table: 'recitation_error', bytes })).status).toBe(202);
    await expectProblem(await put({ table: 'recitation_error' }), 'shard_invalid');
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
    [
      'with another digest',
      { headers: { [HEADER.digest]: formatDigest('0'.repeat(64)) } },
      'digest_mismatch',
    ],
    ['that is no Parquet', { bytes: new TextEncoder().encode('<!doctype html>') }, 'shard_invalid'],
    ['that is cut', { bytes: shardOf().slice(0, -1) }, 'shard_invalid'],
    ['that is empty', { bytes: new Uint8Array() }, 'shard_invalid'],
  ])('a shard %s is refused, and nothing of it stays', async ([, options, code]) => {
    await expectProblem(await put(options), code);
    await runInDurableObject(stub(), (_, { storage }) => {
      expect(
        storage.sql.exec('SELECT (SELECT COUNT(*) FROM chunk) + (SELECT COUNT(*) FROM shard) AS n').one()[
          'n'
        ],
      ).toBe(0);
    });
  });

  test('a ticket is no proof of identity, a proof no ticket, and neither is good for another dataset', async () => {
    const { ticket, identityProof } = await takeTicket();
    await expectProblem(await put({ headers: { [HEADER.identity]: ticket } }), 'identity_invalid');
    await expectProblem(
      await put({ headers: { Authorization: `Bearer ${identityProof}` } }),
      'ticket_invalid',
    );
    const signer = createTokenSigner(SECRET);
    const foreign = { dataset: 'another', userId: '0123456789ab' };
    const other = await signer.issue({ kind: 'ticket', ...foreign }, Date.now());
    await expectProblem(await put({ headers: { Authorization: `Bearer ${other.token}` } }), 'ticket_invalid');
    const proof = await signer.issue({ kind: 'identity', ...foreign }, Date.now());
    await expectProblem(await put({ headers: { [HEADER.identity]: proof.token } }), 'identity_invalid');
  });

  test('an expired ticket is told apart, so that the page asks for another', async () => {
    const claims = { kind: 'ticket', dataset, userId: '0123456789ab' } as const;
    const { token, expiresAt } = await createTokenSigner(SECRET).issue(claims, Date.now() - 3_600_000);
    expect(expiresAt).toBeLessThan(Date.now());
    await expectProblem(await put({ headers: { Authorization: `Bearer ${token}` } }), 'ticket_expired');
  });

  test('[R4] a full spool takes no more, says when to come again, and keeps what it has', async () => {
    const shardId = newId();
    const bytes = shardOf('z'.repeat(3_500_000));
    expect((await put({ shardId, bytes })).status).toBe(202);
    expect((await put({ bytes: shardOf('y'.repeat(3_500_000)) })).status).toBe(202);
    await expectProblem(await put({ bytes: shardOf('x'.repeat(3_500_000)) }), 'spool_full');
    expect((await put({ shardId, bytes })).status).toBe(200);
    expect((await put()).status).toBe(202);
  });

  test('an alarm that rings twice, with a Hub that is not there, leaves everything in place', async () => {
    const shardId = newId();
    await put({ shardId });
    for (let ring = 0; ring < 2; ring += 1) {
      await runInDurableObject(stub(), (_, { storage }) => storage.setAlarm(Date.now() - 1));
      await runDurableObjectAlarm(stub());
    }
    await runInDurableObject(stub(), async (_, { storage }) =>
      expect(await storage.getAlarm()).not.toBeNull(),
    );
    const states = await call(`/datasets/${dataset}/shards?ids=${shardId}`);
    expect(await states.json()).toMatchObject({ shards: [{ state: 'spooled' }] });
  });

  test('the watch sets an alarm that got lost', async () => {
    await put();
    await runInDurableObject(stub(), (_, { storage }) => storage.deleteAlarm());
    await relay.watch();
    await runInDurableObject(stub(), async (_, { storage }) =>
      expect(await storage.getAlarm()).not.toBeNull(),
    );
  });
});

describe('everything else', () => {
  test('a preflight of an allowed origin may send what a shard needs; of another it may not', async () => {
    const preflight = (origin: string): Promise<Response> =>
      call(`/datasets/${dataset}/tables/alignment/shards/${newId()}`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT' },
      });
    const allowed = await preflight(ORIGIN);
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
    expect(allowed.headers.get('Access-Control-Max-Age')).toBe('7200');
    for (const name of ['Authorization', ...Object.values(HEADER)]) {
      expect(allowed.headers.get('Access-Control-Allow-Headers')).toContain(name);
    }
    expect((await preflight('https://evil.example')).headers.has('Access-Control-Allow-Origin')).toBe(false);
  });

  test('a problem can be read by the page: it carries the headers of its origin and a request id', async () => {
    const response = await put({ headers: { Authorization: 'none' } });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
    expect(response.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('an unknown route and a wrong method are problems too', async () => {
    await expectProblem(await call('/unheard-of'), 'not_found');
    await expectProblem(await call('/ticket'), 'method_not_allowed');
    await expectProblem(await call('/health', { method: 'POST', body: '{}' }), 'method_not_allowed');
  });

  test('a relay with a wrong configuration says which variable, and never a value', async () => {
    const wrong = {
      HF_TOKEN: 'aSecretWithoutItsPrefix',
      PARQUEUE_SECRET: 'tooShortASecret',
      DATASETS: undefined,
    };
    relay = createRelay({ ...bindings, ...wrong });
    const detail = await expectProblem(await put(), 'misconfigured');
    const health = await call('/health');
    expect(health.status).toBe(503);
    const text = detail + (await health.text());
    for (const name of ['HF_TOKEN', 'PARQUEUE_SECRET', 'DATASETS']) expect(text).toContain(name);
    for (const value of [wrong.HF_TOKEN, wrong.PARQUEUE_SECRET]) expect(text).not.toContain(value);
  });
});
