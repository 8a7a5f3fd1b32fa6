import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemOf } from '@parqueue/schema/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFetchTransport } from './fetchTransport.ts';
import type { ShardUpload, Transport } from './transport.ts';

const SHARD_ID = '01a1fb6d-ebdb-7dca-8fd1-8f408bda6f13';
let server: Server;
let transport: Transport;
let reply: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => reply(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  transport = createFetchTransport({ relay, dataset: 'tests', fetch, now: () => 0 });
});

afterAll(() => void server.close());

const shard: ShardUpload = {
  shardId: SHARD_ID,
  table: 'notes',
  format: 'jsonl',
  fingerprint: '0123456789abcdef',
  clientId: SHARD_ID,
  identityProof: 'proof',
  seqs: [
    [3, 5],
    [9, 9],
  ],
  rowCount: 4,
  sha256: 'ab'.repeat(32),
  bytes: new TextEncoder().encode('{}\n') as Uint8Array<ArrayBuffer>,
};

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  reply = (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
};

test('[WR3] a shard is offered with everything that the relay asks for', async () => {
  let seen: IncomingMessage | undefined;
  let body = '';
  reply = (request, response) => {
    seen = request;
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () =>
      response
        .writeHead(202)
        .end(JSON.stringify({ state: 'spooled', shardId: SHARD_ID, sha256: shard.sha256, receivedAt: 1 })),
    );
  };
  expect((await transport.putShard('ticket', shard)).kind).toBe('ok');
  expect(seen?.method).toBe('PUT');
  expect(seen?.url).toBe(`/v1/datasets/tests/tables/notes/shards/${SHARD_ID}`);
  expect(seen?.headers).toMatchObject({
    authorization: 'Bearer ticket',
    'content-length': '3',
    'content-digest': `sha-256=:${Buffer.from(shard.sha256, 'hex').toString('base64')}:`,
    'parqueue-identity': 'proof',
    'parqueue-client': SHARD_ID,
    'parqueue-seq': '3-5,9-9',
    'parqueue-rows': '4',
    'parqueue-protocol': '1',
    'parqueue-fingerprint': '0123456789abcdef',
  });
  expect(body).toBe('{}\n');
});

test.each([
  { shardId: SHARD_ID.replace('01a1', '01a2'), sha256: shard.sha256 },
  { shardId: SHARD_ID, sha256: 'cd'.repeat(32) },
])('[R4] [R5] a receipt of another shard, or of other bytes, is no receipt (%j)', async (of) => {
  json(202, { state: 'spooled', receivedAt: 1, ...of });
  expect(await transport.putShard('ticket', shard)).toMatchObject({ kind: 'unreachable', status: 202 });
});

test('[WR2] our Problem Details are told apart from all else', async () => {
  json(429, problemOf('rate_limited', 'slowly'), { 'Retry-After': '3' });
  expect(await transport.putShard('t', shard)).toMatchObject({
    kind: 'problem',
    problem: { code: 'rate_limited' },
    retryAfterMs: 3_000,
  });
  json(403, { error: 'blocked by a proxy' });
  expect(await transport.putShard('t', shard)).toMatchObject({ kind: 'unreachable', status: 403 });
  json(422, { ...problemOf('shard_invalid', 'x'), code: 'a_code_of_a_later_version' });
  expect(await transport.putShard('t', shard)).toMatchObject({ kind: 'unreachable', status: 422 });
});

test('[SD5] a captive portal’s page, an empty body and a receipt that is none are no answers, though their status is 200', async () => {
  for (const body of ['<html>Log in to the network</html>', '', '{"state":"spooled"}', '[]', 'null']) {
    reply = (_request, response) => void response.writeHead(200).end(body);
    expect(await transport.putShard('t', shard), body).toMatchObject({ kind: 'unreachable', status: 200 });
    expect(await transport.requestTicket({ dataset: 'tests' }), body).toMatchObject({ kind: 'unreachable' });
    expect(await transport.shardStates('t', [SHARD_ID]), body).toMatchObject({ kind: 'unreachable' });
  }
});

test('no call rejects: a cut connection, a redirect and a relay that is gone are answers', async () => {
  reply = (request) => void request.socket.destroy();
  expect(await transport.putShard('t', shard)).toMatchObject({ kind: 'unreachable', status: 0 });
  reply = (_request, response) => void response.writeHead(302, { Location: '/elsewhere' }).end();
  expect((await transport.shardStates('t', [SHARD_ID])).kind).toBe('unreachable');
  const gone = createFetchTransport({ relay: 'http://127.0.0.1:1', dataset: 'tests', fetch, now: () => 0 });
  expect(await gone.requestTicket({ dataset: 'tests' })).toMatchObject({ kind: 'unreachable', status: 0 });
});
