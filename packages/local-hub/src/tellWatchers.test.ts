import { describe, expect, it } from 'vitest';
import {
  API,
  commitLines,
  fileLine,
  openTestHub,
  REPO,
  type TestHub,
  TOKEN,
  uploadLfs,
} from './testing/openTestHub.ts';

const match = { method: 'POST', path: '/commit/main' };
const line = [fileLine('a.txt', 'x')];
/** More than a connection takes while nobody reads. */
const LONG_BYTES = 4_000_000;

const hasFile = (hub: TestHub) => hub.repos.find(REPO)?.tree(headOf(hub)).has('a.txt') ?? false;
const headOf = (hub: TestHub) => {
  const head = hub.repos.find(REPO)?.head();
  if (head === undefined) throw new Error('no repo');
  return head;
};

describe('a watcher', () => {
  it('holds a request that has come before anything is done for it', async () => {
    const hub = await openTestHub();
    const seen: unknown[] = [];
    hub.watch({ match, at: 'asked', seen: (request) => void seen.push(request, hasFile(hub)) });
    expect((await commitLines(hub, line)).status).toBe(200);
    expect(seen).toEqual([{ method: 'POST', path: `${API}/commit/main` }, false]);
  });

  it('holds a request that was carried out before anybody hears so', async () => {
    const hub = await openTestHub();
    const order: string[] = [];
    hub.watch({
      match,
      at: 'done',
      async seen() {
        order.push(`there: ${hasFile(hub)}`);
        await hub.ask('GET', API);
        order.push('let go');
      },
    });
    await commitLines(hub, line).then(() => order.push('answered'));
    expect(order).toEqual(['there: true', 'let go', 'answered']);
  });

  it('hears of an answer that has gone out', async () => {
    const hub = await openTestHub();
    const heard = new Promise<boolean>((resolve) => {
      hub.watch({ match, at: 'answered', seen: () => resolve(hasFile(hub)) });
    });
    await commitLines(hub, line);
    expect(await heard).toBe(true);
  });

  it('chooses the fault that the request meets', async () => {
    const hub = await openTestHub();
    const seen = () => void hub.faults.inject({ kind: 'request-lost', match });
    const watcher = hub.watch({ match, at: 'asked', seen });
    await expect(commitLines(hub, line)).rejects.toThrow('fetch failed');
    watcher.remove();
    expect((await commitLines(hub, line)).status).toBe(200);
  });

  it('hears of what goes into the store when it begins to come', async () => {
    const hub = await openTestHub();
    const paths: string[] = [];
    hub.watch({ match: { method: 'PUT' }, at: 'asked', seen: ({ path }) => void paths.push(path) });
    await uploadLfs(hub, 'a.bin', new Uint8Array(100_000));
    expect(paths).toEqual([expect.stringMatching(/^\/storage\/me\/ds\/[0-9a-f]{64}\?/)]);
  });
});

it('a request that has come is carried out although who asked has gone, also by a fault that delays it', async () => {
  const hub = await openTestHub();
  hub.faults.inject({ kind: 'delay', delayMs: 100, match });
  const leaving = new AbortController();
  hub.watch({ match, at: 'asked', seen: () => leaving.abort() });
  const header = { key: 'header', value: { summary: 'test', description: '' } };
  const asking = fetch(`${hub.url}${API}/commit/main`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: [header, fileLine('a.txt', 'x'.repeat(LONG_BYTES))]
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
    signal: leaving.signal,
  });
  await expect(asking).rejects.toThrow('abort');
  await expect.poll(() => hasFile(hub)).toBe(true);
});
