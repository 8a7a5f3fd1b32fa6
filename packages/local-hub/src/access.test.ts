import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startLocalHub } from './startLocalHub.ts';
import { API, commitLines, fileLine, openTestHub, REPO, reopenTestHub } from './testing/openTestHub.ts';
import type { TokenAccess, TokenScope } from './tokenAccess.ts';

describe('access', () => {
  const codeOf = async (reply: Response) => [reply.status, reply.headers.get('x-error-code')];

  it('to a private repo is refused to strangers as if it were not there', async () => {
    const hub = await openTestHub();
    await hub.ask('POST', '/api/repos/create', {
      type: 'dataset',
      name: 'p',
      organization: 'me',
      private: true,
    });
    for (const path of [
      '/api/datasets/me/p',
      '/datasets/me/p/resolve/main/.gitattributes',
      '/api/datasets/me/none',
    ]) {
      expect(await codeOf(await fetch(hub.url + path))).toEqual([401, 'RepoNotFound']);
    }
    expect((await hub.ask('GET', '/api/datasets/me/p')).status).toBe(200);
    expect(await codeOf(await hub.ask('GET', '/api/datasets/me/none'))).toEqual([404, 'RepoNotFound']);
  });

  it('to a public repo is free to read and closed to write', async () => {
    const hub = await openTestHub();
    expect((await fetch(hub.url + API)).status).toBe(200);
    for (const path of [
      `${API}/commit/main`,
      `${API}/preupload/main`,
      `/datasets/${REPO}.git/info/lfs/objects/batch`,
    ]) {
      expect((await fetch(hub.url + path, { method: 'POST', body: '{}' })).status).toBe(401);
    }
  });

  it('with a wrong token is refused everywhere, with the words that Python looks for', async () => {
    const hub = await openTestHub();
    const reply = await hub.ask('GET', API, undefined, { authorization: 'Bearer hf_other' });
    expect([reply.status, await reply.json()]).toEqual([
      401,
      { error: 'Invalid credentials in Authorization header' },
    ]);
  });

  it('is open to any token of the right shape when none was set', async () => {
    const hub = await openTestHub({ token: 'hf_first' });
    const other = await startLocalHub({ dir: join(hub.dir, 'nested') });
    const who = (token: string) =>
      fetch(`${other.url}/api/whoami-v2`, { headers: { authorization: `Bearer ${token}` } });
    expect([(await who('hf_any')).status, (await who('secret')).status]).toEqual([200, 401]);
    await other.close();
  });

  it('is not started with a token that clients would refuse', async () => {
    await expect(startLocalHub({ dir: '/nonexistent', token: 'secret' })).rejects.toThrow(
      'token: expected "hf_"',
    );
  });

  it('to a repo that exists is not given by making it again', async () => {
    const hub = await openTestHub();
    for (const name of ['ds', 'DS']) {
      const reply = await hub.ask('POST', '/api/repos/create', { type: 'dataset', name, organization: 'me' });
      expect(reply.status).toBe(409);
      // Python reads the address from the refusal.
      expect(await reply.json()).toMatchObject({ url: `${hub.url}/datasets/me/${name}` });
    }
  });
});

describe('a token', () => {
  const WRITE = ['repo.content.read', 'repo.write'];
  const scope = (type: 'dataset' | 'user' | 'org', name: string, permissions = WRITE): TokenScope => ({
    entity: { type, name },
    permissions,
  });
  const readOnly = scope('dataset', REPO, ['repo.content.read']);

  it.each<[string, TokenAccess, { create: number; write: number }]>([
    ['of a role that reads', { role: 'read' }, { create: 403, write: 403 }],
    ['of a role that writes', { role: 'write' }, { create: 200, write: 200 }],
    ['for one repo', { role: 'fineGrained', scoped: [scope('dataset', REPO)] }, { create: 403, write: 200 }],
    [
      'for another repo',
      { role: 'fineGrained', scoped: [scope('dataset', 'me/x')] },
      { create: 403, write: 403 },
    ],
    ['that only reads one repo', { role: 'fineGrained', scoped: [readOnly] }, { create: 403, write: 403 }],
    [
      'for all of its owner',
      { role: 'fineGrained', scoped: [scope('user', 'me')] },
      { create: 200, write: 200 },
    ],
    [
      'for another owner',
      { role: 'fineGrained', scoped: [scope('org', 'lab')] },
      { create: 403, write: 403 },
    ],
  ])('%s may do that and no more', async (_, access, { create, write }) => {
    const { dir, close } = await openTestHub();
    await close();
    const hub = await reopenTestHub({ dir, access });
    const made = await hub.ask('POST', '/api/repos/create', {
      type: 'dataset',
      name: 'new',
      organization: 'me',
    });
    expect(made.status).toBe(create);
    expect((await commitLines(hub, [fileLine('a.txt', 'x')])).status).toBe(write);
    expect((await hub.ask('GET', API)).status).toBe(200);
  });

  it('is told with its scopes, as the Hub tells them', async () => {
    const hub = await openTestHub({
      access: { role: 'fineGrained', scoped: [scope('dataset', REPO)], global: ['discussion.write'] },
    });
    expect(await (await hub.ask('GET', '/api/whoami-v2')).json()).toMatchObject({
      name: 'local',
      auth: {
        type: 'access_token',
        accessToken: {
          role: 'fineGrained',
          fineGrained: {
            global: ['discussion.write'],
            scoped: [{ entity: { type: 'dataset', name: REPO }, permissions: WRITE }],
          },
        },
      },
    });
  });
});

describe('a path', () => {
  it.each([
    '../x',
    'a/../../x',
    '/etc/x',
    'a//b',
    'a/',
    '.',
    'a/./b',
    'a\\..\\b',
    'a\0b',
    'a\nb',
    '.hub/repo.json',
    'a/.HUB/x',
    '.git/config',
    '',
    'x'.repeat(256),
    '\ud800',
  ])('%j is refused wherever it is written', async (path) => {
    const hub = await openTestHub();
    expect((await commitLines(hub, [fileLine(path, 'x')])).status).toBe(400);
    const lfs = { key: 'lfsFile', value: { path, algo: 'sha256', oid: '0'.repeat(64), size: 1 } };
    expect((await commitLines(hub, [lfs])).status).toBe(400);
    const files = [{ path, size: 1, sample: '' }];
    expect((await hub.ask('POST', `${API}/preupload/main`, { files })).status).toBe(400);
    await expect(stat(join(dirname(hub.dir), 'x'))).rejects.toThrow('ENOENT');
  });

  it.each(['..%2f..%2fx', '%2e%2e%2f%2e%2e%2fx', '.hub%2frepo.json', '.hub/repo.json', 'a%00b', '..%5cx'])(
    '%s is refused wherever it is read',
    async (path) => {
      const hub = await openTestHub();
      for (const door of [
        `/datasets/${REPO}/resolve/main`,
        `/datasets/${REPO}/raw/main`,
        `${API}/tree/main`,
      ]) {
        const reply = await hub.ask('GET', `${door}/${path}`);
        expect(reply.status).toBe(400);
      }
    },
  );

  it.each(['..', 'a..b', '.hidden', 'a/b', 'x.git', 'a b', ''])('repo name %j is refused', async (name) => {
    const hub = await openTestHub();
    const reply = await hub.ask('POST', '/api/repos/create', { type: 'dataset', name, organization: 'me' });
    expect(reply.status).toBe(400);
  });
});

describe('a body', () => {
  it('that says it is too long is refused before it is read', async () => {
    const hub = await openTestHub();
    const headers = { authorization: 'Bearer hf_local', 'content-length': '9000000' };
    const sending = request(`${hub.url}${API}/preupload/main`, { method: 'POST', headers });
    // Not one byte of it is sent.
    sending.flushHeaders();
    const [reply] = (await once(sending, 'response')) as [IncomingMessage];
    expect(reply.statusCode).toBe(413);
    sending.on('error', () => undefined).destroy();
  });

  it('that turns out too long without saying so is refused too', async () => {
    const hub = await openTestHub();
    let sentBytes = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sentBytes += 1_000_000;
        if (sentBytes > 20_000_000) controller.close();
        else controller.enqueue(new Uint8Array(1_000_000).fill(32));
      },
    });
    const headers = { authorization: 'Bearer hf_local' };
    // The types of `fetch` do not know `duplex`, which Node asks for.
    const streamed = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
    expect((await fetch(`${hub.url}${API}/preupload/main`, streamed)).status).toBe(413);
  });
});
