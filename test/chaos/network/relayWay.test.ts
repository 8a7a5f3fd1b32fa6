import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRelayWay, type RelayWay } from './relayWay.ts';

let server: Server;
let way: RelayWay;
/** Sizes of the bodies that came whole. */
let received: number[];

beforeEach(async () => {
  received = [];
  server = createServer(async (asked, response) => {
    let sizeBytes = 0;
    try {
      for await (const part of asked) sizeBytes += (part as Buffer).length;
    } catch {
      return;
    }
    received.push(sizeBytes);
    response.end('taken');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  way = await openRelayWay(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(async () => {
  await way.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** What the server answers; each request has a connection of its own. */
const ask = (method: string, sizeBytes: number, timeoutMs = 10_000) =>
  new Promise<string>((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const asking = request(way.url, { method, agent: false, signal }, async (response) => {
      try {
        resolve(Buffer.concat(await response.toArray()).toString());
      } catch (error) {
        reject(error);
      }
    });
    asking.on('error', reject);
    asking.end(Buffer.alloc(sizeBytes));
  });
const put = (sizeBytes: number, timeoutMs?: number) => ask('PUT', sizeBytes, timeoutMs);

test('an open way carries everything, and a healed one does again', async () => {
  expect(await put(100_000)).toBe('taken');
  await way.become({ kind: 'refused' });
  await expect(put(1)).rejects.toThrow();
  await way.become({ kind: 'open' });
  expect(await put(1)).toBe('taken');
  expect(received).toEqual([100_000, 1]);
});

test('an upload that is reset in its middle never comes whole; other requests pass', async () => {
  await way.become({ kind: 'reset', afterBytes: 10_000 });
  await expect(put(1_000_000)).rejects.toThrow();
  expect(await ask('GET', 0)).toBe('taken');
  expect(received).toEqual([0]);
});

test('an upload whose reply is lost was carried out', async () => {
  await way.become({ kind: 'replyLost' });
  await expect(put(5_000)).rejects.toThrow();
  expect(received).toEqual([5_000]);
});

test('a slow way carries in order; in a black hole nothing is ever answered', async () => {
  await way.become({ kind: 'slow', delayMs: 20 });
  expect(await put(300_000)).toBe('taken');
  await way.become({ kind: 'blackHole' });
  await expect(put(1, 200)).rejects.toThrow(/abort|timeout/i);
  await way.become({ kind: 'open' });
  expect(await put(2)).toBe('taken');
  expect(received).toEqual([300_000, 2]);
});
