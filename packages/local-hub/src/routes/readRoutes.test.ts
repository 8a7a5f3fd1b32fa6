import { describe, expect, it } from 'vitest';
import {
  API,
  commitLines,
  commitOid,
  fileLine,
  openTestHub,
  REPO,
  type TestHub,
  uploadLfs,
} from '../testing/openTestHub.ts';

const BYTES = Buffer.from('0123456789');

async function openFilledHub(options = {}): Promise<{ hub: TestHub; oid: string }> {
  const hub = await openTestHub(options);
  const lines = ['b.txt', 'dir/c.txt', 'dir/deep/d.txt'].map((path) => fileLine(path, path));
  const oid = await commitOid(commitLines(hub, [await uploadLfs(hub, 'dir/a.parquet', BYTES), ...lines]));
  return { hub, oid };
}

describe('resolve', () => {
  const url = `/datasets/${REPO}/resolve/main/dir/a.parquet`;

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, '0123456789', null],
    ['bytes=0-1,4-5', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('answers Range %s with %i', async (range, status, body, contentRange) => {
    const { hub } = await openFilledHub();
    const reply = await hub.ask('GET', url, undefined, { range });
    expect([reply.status, await reply.text(), reply.headers.get('content-range')]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  it('tells all that clients need of an LFS file, to HEAD as to GET', async () => {
    const { hub, oid } = await openFilledHub();
    for (const method of ['HEAD', 'GET']) {
      const reply = await hub.ask(method, url);
      const sha256 = '84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882';
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        etag: `"${sha256}"`,
        'x-linked-etag': `"${sha256}"`,
        'x-linked-size': '10',
        'x-repo-commit': oid,
        'accept-ranges': 'bytes',
        'content-length': '10',
      });
      expect(await reply.text()).toBe(method === 'HEAD' ? '' : '0123456789');
    }
  });

  it('has nothing to send to who has the bytes already, and all of it when they changed within a range', async () => {
    const { hub } = await openFilledHub();
    const etag = (await hub.ask('HEAD', url)).headers.get('etag') ?? '';
    expect((await hub.ask('GET', url, undefined, { 'if-none-match': etag })).status).toBe(304);
    const changed = await hub.ask('GET', url, undefined, { range: 'bytes=1-2', 'if-range': '"other"' });
    expect([changed.status, await changed.text()]).toEqual([200, '0123456789']);
  });

  it('says which of repo, revision and file is not there', async () => {
    const { hub } = await openFilledHub();
    const codeOf = async (path: string) => (await hub.ask('GET', path)).headers.get('x-error-code');
    expect(await codeOf(`/datasets/${REPO}/resolve/main/dir/none.parquet`)).toBe('EntryNotFound');
    expect(await codeOf(`/datasets/${REPO}/resolve/other/dir/a.parquet`)).toBe('RevisionNotFound');
    expect(await codeOf('/datasets/me/none/resolve/main/a.parquet')).toBe('RepoNotFound');
  });

  it('keeps names that need escaping', async () => {
    const hub = await openTestHub();
    const names = ['100%.txt', 'a b+c.txt', 'سورة/آية.txt', 'q?x=1#y.txt', '%2e.txt'];
    await commitOid(
      commitLines(
        hub,
        names.map((name) => fileLine(name, name)),
      ),
    );
    for (const name of names) {
      const escaped = name.split('/').map(encodeURIComponent).join('/');
      const reply = await hub.ask('GET', `/datasets/${REPO}/resolve/main/${escaped}`);
      expect(await reply.text()).toBe(name);
    }
  });

  it('gives the pointer of an LFS file as raw, and the file itself otherwise', async () => {
    const { hub } = await openFilledHub();
    const raw = async (path: string) => (await hub.ask('GET', `/datasets/${REPO}/raw/main/${path}`)).text();
    expect(await raw('dir/a.parquet')).toMatch(
      /^version https:\/\/git-lfs[^\n]+\noid sha256:84d8\w+\nsize 10\n$/,
    );
    expect(await raw('b.txt')).toBe('b.txt');
  });
});

describe('the tree', () => {
  const pathsOf = async (reply: Response) =>
    ((await reply.json()) as { path: string }[]).map((entry) => entry.path);

  it('lists the root, a folder, and all below', async () => {
    const { hub } = await openFilledHub();
    const list = async (tail: string) => pathsOf(await hub.ask('GET', `${API}/tree/main${tail}`));
    expect(await list('')).toEqual(['.gitattributes', 'b.txt', 'dir']);
    expect(await list('/dir?recursive=false')).toEqual(['dir/a.parquet', 'dir/c.txt', 'dir/deep']);
    expect(await list('?recursive=true')).toHaveLength(7);
  });

  it('takes a folder as Python escapes it', async () => {
    const { hub, oid } = await openFilledHub();
    const reply = await hub.ask('GET', `${API}/tree/${oid}/dir%2Fdeep?recursive=true&expand=true`);
    expect(await reply.json()).toMatchObject([
      { type: 'file', path: 'dir/deep/d.txt', size: 14, lastCommit: { id: oid, title: 'test' } },
    ]);
  });

  it('comes in pages that follow each other without a gap', async () => {
    const { hub } = await openFilledHub({ treePageSize: 2 });
    const paths: string[] = [];
    let url: string | undefined = `${hub.url}${API}/tree/main?recursive=true&expand=false`;
    let pageCount = 0;
    while (url !== undefined) {
      const reply: Response = await fetch(url);
      url = /<([^>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '')?.[1];
      paths.push(...(await pathsOf(reply)));
      pageCount += 1;
    }
    const all = [
      '.gitattributes',
      'b.txt',
      'dir',
      'dir/a.parquet',
      'dir/c.txt',
      'dir/deep',
      'dir/deep/d.txt',
    ];
    expect([paths, pageCount]).toEqual([all, 4]);
  });

  it('has no folder that is not there', async () => {
    const { hub } = await openFilledHub();
    const reply = await hub.ask('GET', `${API}/tree/main/none`);
    expect([reply.status, reply.headers.get('x-error-code')]).toEqual([404, 'EntryNotFound']);
  });

  it('is told for a list of paths, as JSON and as the form that Python sends', async () => {
    const { hub } = await openFilledHub();
    const paths = ['dir/a.parquet', 'dir', 'none'];
    const form = new URLSearchParams([...paths.map((path) => ['paths', path]), ['expand', 'True']]);
    for (const body of [{ paths, expand: true }, form]) {
      const found = (await (await hub.ask('POST', `${API}/paths-info/main`, body)).json()) as object[];
      expect(found).toMatchObject([
        { type: 'directory', path: 'dir' },
        { type: 'file', path: 'dir/a.parquet', size: 10, lfs: { size: 10 }, lastCommit: { title: 'test' } },
      ]);
      expect(found).toHaveLength(2);
    }
  });

  it('is not told for more than a thousand paths at once', async () => {
    const { hub } = await openFilledHub();
    const paths = Array.from({ length: 1_001 }, (_, index) => `f${index}`);
    expect((await hub.ask('POST', `${API}/paths-info/main`, { paths })).status).toBe(413);
  });

  it('is part of what a revision tells of itself', async () => {
    const { hub, oid } = await openFilledHub();
    const info = await (await hub.ask('GET', `${API}/revision/${oid}`)).json();
    expect(info).toMatchObject({ id: REPO, sha: oid, private: false, gated: false, disabled: false });
    expect((info as { siblings: unknown[] }).siblings).toContainEqual({ rfilename: 'dir/a.parquet' });
  });
});
