import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { SHARD_MAX_BYTES } from '@parqueue/schema/wire';
import { afterEach, expect, test } from 'vitest';
import { createFetchTransport, shardDeadlineMs } from './fetchTransport.ts';
import type { ShardUpload, Transport } from './transport.ts';

const SHARD_ID = '01a1fb6d-ebdb-7dca-8fd1-8f408bda6f13';
const RECEIPT = JSON.stringify({
  state: 'spooled',
  shardId: SHARD_ID,
  sha256: 'ab'.repeat(32),
  receivedAt: 1,
});
const HEAD = `HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: ${RECEIPT.length}\r\n\r\n`;

const shardOf = (sizeBytes: number): ShardUpload => ({
  shardId: SHARD_ID,
  table: 'notes',
  format: 'jsonl',
  fingerprint: '0123456789abcdef',
  clientId: SHARD_ID,
  identityProof: 'proof',
  seqs: [[0, 1]],
  rowCount: 2,
  sha256: 'ab'.repeat(32),
  bytes: new Uint8Array(sizeBytes),
});

const servers: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(() => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

async function listen(server: Server): Promise<{ transport: Transport; cut: () => void }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const end = new AbortController();
  // The deadline comes when the test says so: no test waits for it.
  const deadline = () => end.signal;
  return {
    transport: createFetchTransport({ relay, dataset: 'tests', fetch, now: () => 0, deadline }),
    cut: () => end.abort(new DOMException('the deadline', 'TimeoutError')),
  };
}

const http = (reply: (request: IncomingMessage, response: ServerResponse) => void) =>
  listen(createServer(reply) as Server);

/** Speaks as it likes: `said` is called once something has come. */
const tcp = (said: (socket: Socket) => void) =>
  listen(createTcpServer((socket) => void socket.once('data', () => said(socket))));

function moment(): { came: Promise<void>; tell: () => void } {
  let tell = () => {};
  const came = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { came, tell };
}

const LOST = { kind: 'unreachable', status: 0 };

test.each([
  ['before a word', (socket: Socket) => socket.destroy()],
  ['with a reset', (socket: Socket) => socket.resetAndDestroy()],
  ['in the status line', (socket: Socket) => socket.end('HTTP/1.1 20')],
  ['in the headers', (socket: Socket) => socket.end(HEAD.slice(0, 40))],
  ['before the body', (socket: Socket) => socket.end(HEAD)],
  ['in the body', (socket: Socket) => socket.end(HEAD + RECEIPT.slice(0, -1))],
  ['after what is no HTTP', (socket: Socket) => socket.end('220 mail.example ESMTP\r\n')],
])('[SD5] a connection that is cut %s is no receipt', async (_, said) => {
  const { transport } = await tcp(said);
  for (const sizeBytes of [4, 4 * 1024 * 1024])
    expect(await transport.putShard('t', shardOf(sizeBytes)), String(sizeBytes)).toMatchObject(LOST);
});

test('[SD5] a server that takes the shard and never answers is given up at the deadline', async () => {
  const taken = moment();
  const { transport, cut } = await http((request) => void request.resume().on('end', taken.tell));
  const put = transport.putShard('t', shardOf(1_000));
  await taken.came;
  cut();
  expect(await put).toMatchObject({ ...LOST, reason: expect.stringContaining('deadline') });
});

test('[SD5] a server that does not even take the shard is given up at the deadline', async () => {
  const begun = moment();
  const { transport, cut } = await http((request) => {
    request.pause();
    begun.tell();
  });
  const put = transport.putShard('t', shardOf(SHARD_MAX_BYTES));
  await begun.came;
  cut();
  expect(await put).toMatchObject(LOST);
});

test('[SD5] an answer that drips for ever is given up at the deadline, and one that drips to its end counts', async () => {
  const dripped = moment();
  const { transport, cut } = await http((_request, response) => {
    response.writeHead(202).write(RECEIPT.slice(0, 10));
    dripped.tell();
  });
  const put = transport.putShard('t', shardOf(10));
  await dripped.came;
  cut();
  expect(await put).toMatchObject(LOST);

  const whole = await http(async (_request, response) => {
    response.writeHead(202);
    for (const character of RECEIPT) {
      response.write(character);
      await new Promise(setImmediate);
    }
    response.end();
  });
  expect((await whole.transport.putShard('t', shardOf(10))).kind).toBe('ok');
});

test('[SD5] of an answer without an end no more than a mebibyte is taken, whatever its status', async () => {
  for (const status of [200, 202, 404, 500]) {
    let sentBytes = 0;
    const ended = moment();
    const { transport } = await http((_request, response) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.on('close', ended.tell);
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536))) sentBytes += 65_536;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const answer = await transport.putShard('t', shardOf(10));
    expect(answer, String(status)).toMatchObject({ kind: 'unreachable', status });
    await ended.came;
    // What lies in the buffers of both ends was sent and not taken.
    expect(sentBytes).toBeLessThan(64 * 1024 * 1024);
  }
});

test('[SD5] the deadline grows with the shard: a thin line gets the largest through, rows are not held up by a dead server for long', () => {
  const bitsPerSecond = (sizeBytes: number) => (sizeBytes * 8) / (shardDeadlineMs(sizeBytes) / 1_000);
  expect(bitsPerSecond(SHARD_MAX_BYTES)).toBeLessThan(256_000);
  expect(shardDeadlineMs(SHARD_MAX_BYTES)).toBeLessThan(15 * 60_000);
  expect(shardDeadlineMs(10_000)).toBeLessThan(65_000);
  expect(shardDeadlineMs(0)).toBeGreaterThanOrEqual(30_000);
});
