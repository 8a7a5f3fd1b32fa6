import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ERRORS, type ErrorCode, PROBLEM_TYPE, problemOf } from '@parqueue/schema/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFetchTransport } from './fetchTransport.ts';
import { shardFate } from './shardFate.ts';
import type { ShardUpload, Transport } from './transport.ts';

/** Everything between here and a relay may answer; each status is really sent, with each body, and what it means to a shard is held here. */
const SHARD_ID = '01a1fb6d-ebdb-7dca-8fd1-8f408bda6f13';
const shard: ShardUpload = {
  shardId: SHARD_ID,
  table: 'notes',
  format: 'jsonl',
  fingerprint: '0123456789abcdef',
  clientId: SHARD_ID,
  identityProof: 'proof',
  seqs: [[0, 1]],
  rowCount: 2,
  sha256: 'ab'.repeat(32),
  bytes: new TextEncoder().encode('{}\n{}\n') as Uint8Array<ArrayBuffer>,
};
const receipt = { state: 'spooled', shardId: SHARD_ID, sha256: shard.sha256, receivedAt: 1 };

let server: Server;
let transport: Transport;
let reply: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => reply(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createFetchTransport({ relay, dataset: 'tests', fetch, now: () => 0 });
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** 101 takes the connection over, and 1xx else are no last word: no server of HTTP sends them as one. */
const STATUSES = Array.from({ length: 400 }, (_, i) => 200 + i);

const HAS_NO_BODY = new Set([204, 205, 304]);

async function fateOf(status: number, body: string, headers: Record<string, string>, rowCount = 2) {
  reply = (_request, response) =>
    void response.writeHead(status, headers).end(HAS_NO_BODY.has(status) ? undefined : body);
  const answer = await transport.putShard('ticket', shard);
  return shardFate(answer, rowCount).kind;
}

const HTML = '<!doctype html><title>Log in</title>';

test.each([
  ['no body', '', {}],
  ['a page', HTML, { 'Content-Type': 'text/html' }],
  [
    'JSON of something else',
    '{"error":{"code":"shard_invalid"},"retryable":false}',
    { 'Content-Type': PROBLEM_TYPE },
  ],
  ['a place to go', HTML, { Location: '/elsewhere' }],
])(
  '[SD5] no status from 200 to 599 with %s makes a dead letter: tried again, and a 413 splits',
  async (_, body, headers) => {
    for (const status of STATUSES) {
      expect(await fateOf(status, body, headers), String(status)).toBe(status === 413 ? 'split' : 'retry');
      expect(shardFate({ kind: 'unreachable', status, reason: 'x' }, 1).kind, `one row, ${status}`).toBe(
        'retry',
      );
    }
  },
);

test('[SD5] a receipt counts with a status of success only, whichever that is', async () => {
  for (const status of STATUSES) {
    const wanted = status < 300 && !HAS_NO_BODY.has(status) ? 'accepted' : status === 413 ? 'split' : 'retry';
    expect(await fateOf(status, JSON.stringify(receipt), {}), String(status)).toBe(wanted);
  }
});

test('[SD5] [SD6] each code of ours, behind each status that a proxy may make of it, means what the code says', async () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const problem = problemOf(code, 'detail');
    const ours = ERRORS[code].status === 401 ? 'reauthenticate' : ERRORS[code].retryable ? 'retry' : 'dead';
    for (const status of [ERRORS[code].status, 400, 403, 500, 502, 599]) {
      const fate = await fateOf(status, JSON.stringify(problem), { 'Content-Type': PROBLEM_TYPE }, 1);
      expect(fate, `${code} as ${status}`).toBe(ours);
    }
    for (const status of [200, 202, 206, 299])
      expect(await fateOf(status, JSON.stringify(problem), {}, 1), `${code} as ${status}`).toBe('retry');
  }
});

test('[SD5] a status that no program knows, or none, is tried again', () => {
  for (const status of [0, 100, 101, 102, 103, 199, 600, 999, -1, Number.NaN])
    expect(shardFate({ kind: 'unreachable', status, reason: 'x' }, 2).kind, String(status)).toBe('retry');
});

test.each([
  ['another shard', { ...receipt, shardId: SHARD_ID.replace('01a1', '01a2') }],
  ['other bytes', { ...receipt, sha256: 'cd'.repeat(32) }],
  [
    'another shard, committed',
    { state: 'committed', shardId: SHARD_ID.replace('01a1', '01a2'), commit: 'c'.repeat(40), path: 'p' },
  ],
  ['another shard, dead', { state: 'dead', shardId: SHARD_ID.replace('01a1', '01a2'), reason: 'x' }],
  ['nothing', {}],
  ['a list', [receipt]],
  ['a state of a later version', { ...receipt, state: 'archived' }],
])('[R4] [R5] a receipt of %s is no receipt', async (_, body) => {
  for (const status of [200, 202]) expect(await fateOf(status, JSON.stringify(body), {})).toBe('retry');
});

test('[R5] what a relay says of shards that nobody asked for is not heard', async () => {
  const other = SHARD_ID.replace('01a1', '01a2');
  const shards = [SHARD_ID, other].map((shardId) => ({ state: 'unknown', shardId }));
  reply = (_request, response) => void response.writeHead(200).end(JSON.stringify({ shards }));
  expect(await transport.shardStates('t', [SHARD_ID])).toEqual({ kind: 'ok', value: [shards[0]] });
});
