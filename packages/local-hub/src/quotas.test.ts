import { describe, expect, it } from 'vitest';
import { API, commitLines, fileLine, openTestHub, REPO } from './testing/openTestHub.ts';

const MINUTE_MS = 60_000;

describe('the quotas', () => {
  it('tell what is left on every answer, and refuse what is over until the window ends', async () => {
    let nowMs = 1_000 * 300_000 + 29_000;
    const hub = await openTestHub({ quotas: { api: 3 }, now: () => nowMs });
    const headersOf = async () => {
      const { status, headers } = await hub.ask('GET', API);
      return [status, headers.get('ratelimit'), headers.get('ratelimit-policy')];
    };
    const policy = '"fixed window";"api";q=3;w=300';
    // The first of the three made the repo.
    expect(await headersOf()).toEqual([200, '"api";r=1;t=271', policy]);
    expect(await headersOf()).toEqual([200, '"api";r=0;t=271', policy]);
    expect(await headersOf()).toEqual([429, '"api";r=0;t=271', policy]);
    nowMs += 271_000;
    expect(await headersOf()).toEqual([200, '"api";r=2;t=300', policy]);
  });

  it('count files apart from the API, and strangers apart from the user', async () => {
    const hub = await openTestHub({ quotas: { api: 2, resolvers: 2 } });
    await commitLines(hub, [fileLine('a.txt', 'a')]);
    const file = `/datasets/${REPO}/resolve/main/a.txt`;
    expect((await hub.ask('GET', API)).status).toBe(429);
    expect((await hub.ask('GET', file)).headers.get('ratelimit')).toMatch(/^"resolvers";r=1;/);
    expect((await fetch(hub.url + API)).headers.get('ratelimit-policy')).toContain('q=500;');
  });

  it('give a repo its commits of an hour, with a 429 whose headers do not say so', async () => {
    let nowMs = Date.now();
    const hub = await openTestHub({ quotas: { commitsPerHour: 2 }, now: () => nowMs });
    const commit = (path: string) => commitLines(hub, [fileLine(path, 'x')]);
    expect((await commit('1')).status).toBe(200);
    nowMs += 20 * MINUTE_MS;
    expect((await commit('2')).status).toBe(200);
    const refused = await commit('3');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('ratelimit')).toMatch(/^"api";r=9\d\d;/);
    expect(refused.headers.get('retry-after')).toBeNull();
    expect(await refused.text()).toContain(
      'rate limit for repository commits (2 per hour). You can retry this action in about 40 minutes.',
    );
    nowMs += 40 * MINUTE_MS;
    expect((await commit('3')).status).toBe(200);
  });

  it('count the commits of each repo apart', async () => {
    const hub = await openTestHub({ quotas: { commitsPerHour: 1 } });
    await hub.ask('POST', '/api/repos/create', { type: 'dataset', name: 'other', organization: 'me' });
    expect((await commitLines(hub, [fileLine('a', 'x')])).status).toBe(200);
    expect((await commitLines(hub, [fileLine('b', 'x')])).status).toBe(429);
    const body = `{"key":"header","value":{"summary":"s"}}\n${JSON.stringify(fileLine('a', 'x'))}`;
    expect((await hub.ask('POST', '/api/datasets/me/other/commit/main', body)).status).toBe(200);
  });

  it('are not counted when they are off', async () => {
    const hub = await openTestHub({ quotas: 'off' });
    expect((await hub.ask('GET', API)).headers.get('ratelimit')).toBeNull();
  });
});
