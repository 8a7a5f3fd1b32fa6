import { describe, expect, it } from 'vitest';
import { API, commitLines, fileLine, openTestHub, REPO } from './testing/openTestHub.ts';

const match = { method: 'POST', path: '/commit/main' };
const line = (path = 'a.txt') => [fileLine(path, 'x')];
const BASE_COMMITS = 1;

const commitCount = (hub: Awaited<ReturnType<typeof openTestHub>>) => {
  const repo = hub.repos.find(REPO);
  return (repo?.history(repo.head()).length ?? 0) - BASE_COMMITS;
};

describe('a fault', () => {
  it('[HB3] of kind status answers instead, with its headers and body, and the request has no effect', async () => {
    const hub = await openTestHub();
    hub.faults.inject({
      kind: 'status',
      status: 503,
      headers: { 'Retry-After': '7' },
      body: '<h1>no</h1>',
      match,
    });
    const reply = await commitLines(hub, line());
    expect([reply.status, reply.headers.get('retry-after'), await reply.text()]).toEqual([
      503,
      '7',
      '<h1>no</h1>',
    ]);
    expect(commitCount(hub)).toBe(0);
    expect((await commitLines(hub, line())).status).toBe(200);
  });

  it('of kind status with takesEffect is the 504 of a commit that landed', async () => {
    const hub = await openTestHub();
    hub.faults.inject({ kind: 'status', status: 504, takesEffect: true, match });
    expect((await commitLines(hub, line())).status).toBe(504);
    expect(commitCount(hub)).toBe(1);
  });

  it('[HB3] of kind delay waits first', async () => {
    const hub = await openTestHub();
    hub.faults.inject({ kind: 'delay', delayMs: 200, match });
    const replies: string[] = [];
    await Promise.all([
      commitLines(hub, line()).then((reply) => replies.push(`commit ${reply.status}`)),
      hub.ask('GET', API).then((reply) => replies.push(`info ${reply.status}`)),
    ]);
    expect(replies).toEqual(['info 200', 'commit 200']);
  });

  it('[HB3] of kind cut-body promises the whole and sends a part', async () => {
    const hub = await openTestHub();
    await commitLines(hub, [fileLine('long.txt', 'x'.repeat(1_000))]);
    hub.faults.inject({ kind: 'cut-body', afterBytes: 100, match: { path: /resolve.*long/ } });
    const reply = await hub.ask('GET', `/datasets/${REPO}/resolve/main/long.txt`);
    expect(reply.headers.get('content-length')).toBe('1000');
    let receivedBytes = 0;
    const read = async () => {
      for await (const chunk of reply.body ?? []) receivedBytes += chunk.byteLength;
    };
    await expect(read()).rejects.toThrow();
    expect(receivedBytes).toBeLessThanOrEqual(100);
  });

  it('of kind request-lost ends the connection before any effect', async () => {
    const hub = await openTestHub();
    hub.faults.inject({ kind: 'request-lost', match });
    await expect(commitLines(hub, line())).rejects.toThrow('fetch failed');
    expect(commitCount(hub)).toBe(0);
  });

  it('[HB3] of kind reply-lost ends the connection after the commit landed', async () => {
    const hub = await openTestHub();
    const fault = hub.faults.inject({ kind: 'reply-lost', match });
    await expect(commitLines(hub, line())).rejects.toThrow('fetch failed');
    expect([commitCount(hub), fault.hitCount()]).toEqual([1, 1]);
    expect(hub.log.entries().at(-1)).toMatchObject({ method: 'POST', status: 200, fault: 'reply-lost' });
  });

  it('of kind hang answers nobody until they give up, and does not keep the hub from closing', async () => {
    const hub = await openTestHub();
    hub.faults.inject({ kind: 'hang', times: 2, match });
    const aborted = fetch(`${hub.url}${API}/commit/main`, {
      method: 'POST',
      body: '{}',
      signal: AbortSignal.timeout(100),
    });
    await expect(aborted).rejects.toThrow('timeout');
    const closed = expect(commitLines(hub, line())).rejects.toThrow('fetch failed');
    await expect.poll(() => hub.faults.pendingCount()).toBe(0);
    await hub.close();
    await closed;
    expect(commitCount(hub)).toBe(0);
  });

  it('meets as many fitting requests as it is told to, after those it lets pass', async () => {
    const hub = await openTestHub();
    hub.faults.inject({ kind: 'status', status: 500, match, skip: 1, times: 2 });
    const statuses: number[] = [];
    for (const path of ['1', '2', '3', '4']) statuses.push((await commitLines(hub, line(path))).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
  });

  it('can be taken back', async () => {
    const hub = await openTestHub();
    const fault = hub.faults.inject({ kind: 'status', status: 500, times: 9 });
    fault.remove();
    expect((await hub.ask('GET', API)).status).toBe(200);
  });
});

describe('the control route', () => {
  const json = { 'content-type': 'application/json' };

  it('injects, counts and clears faults, and tells the log', async () => {
    const hub = await openTestHub({ control: true });
    const fault = {
      kind: 'status',
      status: 500,
      times: 5,
      match: { method: 'GET', pattern: '^/api/datasets/' },
    };
    expect(await (await hub.ask('POST', '/__faults', fault, json)).json()).toEqual({ pending: 1 });
    expect((await hub.ask('GET', API)).status).toBe(500);
    await hub.ask('DELETE', '/__faults');
    expect((await hub.ask('GET', API)).status).toBe(200);
    const log = (await (await hub.ask('GET', '/__log')).json()) as object[];
    expect(log.slice(-2)).toMatchObject([
      { method: 'GET', path: API, fault: 'status' },
      { method: 'GET', path: API, status: 200 },
    ]);
    expect(JSON.stringify(log)).not.toContain('hf_');
  });

  it.each([
    [{ kind: 'explode' }, 'kind: expected'],
    [{ kind: 'status', status: 99 }, 'status: expected 200 to 599'],
    [{ kind: 'delay' }, 'delayMs'],
    [{ kind: 'hang', match: { pattern: '(' } }, 'not a regular expression'],
  ])('refuses %j', async (fault, said) => {
    const hub = await openTestHub({ control: true });
    const reply = await hub.ask('POST', '/__faults', fault, json);
    expect([reply.status, await reply.text()]).toEqual([400, expect.stringContaining(said)]);
  });

  it('does not answer web pages', async () => {
    const hub = await openTestHub({ control: true });
    expect((await hub.ask('POST', '/__faults', { kind: 'hang' })).status).toBe(415);
    expect((await hub.ask('GET', '/__log', undefined, { origin: 'http://localhost:3000' })).status).toBe(403);
  });

  it('is not there unless it was asked for', async () => {
    const hub = await openTestHub();
    expect((await hub.ask('GET', '/__log')).status).toBe(404);
  });
});
