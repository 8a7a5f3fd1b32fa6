import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  API,
  announce,
  commitLines,
  commitOid,
  deleteLine,
  fileLine,
  openTestHub,
  REPO,
  uploadLfs,
} from '../testing/openTestHub.ts';

const laidOut = (dir: string, path: string) => readFile(join(dir, REPO, path), 'utf8');

describe('a commit', () => {
  it('[HB4] lays its files out in the folder, and its history out of sight', async () => {
    const hub = await openTestHub();
    await commitOid(
      commitLines(hub, [
        fileLine('README.md', '# hello'),
        await uploadLfs(hub, 'data/runs/a.parquet', Buffer.from('PAR1')),
      ]),
    );
    expect(await laidOut(hub.dir, 'README.md')).toBe('# hello');
    expect(await laidOut(hub.dir, 'data/runs/a.parquet')).toBe('PAR1');
    expect((await readdir(join(hub.dir, REPO))).sort()).toEqual([
      '.gitattributes',
      '.hub',
      'README.md',
      'data',
    ]);
  });

  it('of the same bytes is a commit too, and leaves nothing behind', async () => {
    const hub = await openTestHub();
    const line = await uploadLfs(hub, 'a.parquet', Buffer.from('PAR1'));
    const first = await commitOid(commitLines(hub, [line]));
    expect(await commitOid(commitLines(hub, [line]))).not.toBe(first);
    expect(await readdir(join(hub.dir, REPO, '.hub', 'tmp'))).toEqual([]);
  });

  it('[HB1] answers what Python reads', async () => {
    const hub = await openTestHub();
    const reply = await commitLines(hub, [fileLine('a.txt', 'a')]);
    const oid = hub.repos.find(REPO)?.head().oid;
    expect(await reply.json()).toEqual({
      success: true,
      commitOid: oid,
      commitUrl: `${hub.url}/datasets/${REPO}/commit/${oid}`,
      hookOutput: '',
    });
  });

  it('[HB2] is refused with 412 when its parent is not the head, however short the parent is named', async () => {
    const hub = await openTestHub();
    const first = await commitOid(commitLines(hub, [fileLine('a.txt', '1')]));
    await commitOid(commitLines(hub, [fileLine('a.txt', '2')], { parentCommit: first.slice(0, 7) }));
    const late = await commitLines(hub, [fileLine('a.txt', '3')], { parentCommit: first });
    expect(late.status).toBe(412);
    expect(await late.json()).toEqual({
      error: 'A commit has happened since. Please refresh and try again.',
    });
    expect(await laidOut(hub.dir, 'a.txt')).toBe('2');
  });

  it('[HB2] is refused with 409 while another is under way, and only then', async () => {
    const hub = await openTestHub({ commitDurationMs: 150 });
    const replies = await Promise.all([1, 2, 3].map((n) => commitLines(hub, [fileLine(`${n}.txt`, 'x')])));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409]);
    expect((await commitLines(hub, [fileLine('after.txt', 'x')])).status).toBe(200);
    expect(hub.repos.find(REPO)?.history(hub.repos.find(REPO)!.head())).toHaveLength(3);
  });

  it('is refused when it points to bytes that were never uploaded', async () => {
    const hub = await openTestHub();
    const value = { path: 'a.parquet', algo: 'sha256', ...announce(Buffer.from('never sent')) };
    const reply = await commitLines(hub, [fileLine('b.txt', 'b'), { key: 'lfsFile', value }]);
    expect(reply.status).toBe(400);
    expect((await reply.json()) as object).toMatchObject({
      error: expect.stringContaining('LFS pointer pointed to a file that does not exist'),
    });
    await expect(laidOut(hub.dir, 'b.txt')).rejects.toThrow('ENOENT');
  });

  it('is refused when it lies about the size of what was uploaded', async () => {
    const hub = await openTestHub();
    const line = await uploadLfs(hub, 'a.parquet', Buffer.from('PAR1'));
    const lie = { key: 'lfsFile', value: { ...(line.value as object), size: 5 } };
    expect((await commitLines(hub, [lie])).status).toBe(400);
  });

  it('deletes files and folders, and the folders that are left empty', async () => {
    const hub = await openTestHub();
    const files = ['a/b/one.txt', 'a/two.txt', 'old/three.txt', 'old/deep/four.txt', 'keep.txt'];
    await commitOid(
      commitLines(
        hub,
        files.map((path) => fileLine(path, path)),
      ),
    );
    const folder = { key: 'deletedFolder', value: { path: 'old/' } };
    await commitOid(commitLines(hub, [deleteLine('a/b/one.txt'), folder]));
    const left = await readdir(join(hub.dir, REPO), { recursive: true });
    expect(left.filter((path) => !path.startsWith('.')).sort()).toEqual(['a', 'a/two.txt', 'keep.txt']);
  });

  it('is refused with 404 when it deletes what is not there, and then does nothing else either', async () => {
    const hub = await openTestHub();
    const reply = await commitLines(hub, [fileLine('new.txt', 'x'), deleteLine('absent.txt')]);
    expect(reply.status).toBe(404);
    expect(reply.headers.get('x-error-code')).toBe('EntryNotFound');
    expect(await reply.text()).toContain("A file with this name doesn't exist");
    await expect(laidOut(hub.dir, 'new.txt')).rejects.toThrow('ENOENT');
  });

  it('may put a folder in the place of a file and a file in the place of a folder', async () => {
    const hub = await openTestHub();
    await commitOid(commitLines(hub, [fileLine('a', 'file'), fileLine('b/c', 'inside')]));
    const lines = [deleteLine('a'), deleteLine('b/c'), fileLine('a/x', 'inside'), fileLine('b', 'file')];
    await commitOid(commitLines(hub, lines));
    expect([await laidOut(hub.dir, 'a/x'), await laidOut(hub.dir, 'b')]).toEqual(['inside', 'file']);
  });

  it('is refused when a path would be a file and a folder at once', async () => {
    const hub = await openTestHub();
    await commitOid(commitLines(hub, [fileLine('a', 'file')]));
    expect((await commitLines(hub, [fileLine('a/x', 'inside')])).status).toBe(400);
  });

  it.each([
    ['no header', `${JSON.stringify(fileLine('a', 'a'))}\n`, 'commit line 1'],
    [
      'a torn line',
      `${JSON.stringify({ key: 'header', value: { summary: 's' } })}\n{"key":`,
      'commit line 2',
    ],
    ['no operation', JSON.stringify({ key: 'header', value: { summary: 's' } }), 'no operation'],
    [
      'an unknown operation',
      `${JSON.stringify({ key: 'header', value: { summary: 's' } })}\n{"key":"chmod","value":{"path":"a"}}`,
      'unknown operation "chmod"',
    ],
    [
      'content that is not base64',
      `${JSON.stringify({ key: 'header', value: { summary: 's' } })}\n{"key":"file","value":{"path":"a","encoding":"base64","content":"*"}}`,
      'not valid base64',
    ],
  ])('with %s is refused with a text that says so', async (_, body, said) => {
    const hub = await openTestHub();
    const reply = await hub.ask('POST', `${API}/commit/main`, body);
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain(said.replaceAll('"', '\\"'));
  });

  it('has no branch but main to go to', async () => {
    const hub = await openTestHub();
    const reply = await hub.ask('POST', `${API}/commit/dev`, '{}');
    expect([reply.status, reply.headers.get('x-error-code')]).toEqual([404, 'RevisionNotFound']);
  });
});

describe('the history', () => {
  it('comes in pages, with the count of all', async () => {
    const hub = await openTestHub();
    for (const n of [1, 2, 3, 4])
      await commitOid(commitLines(hub, [fileLine('a', `${n}`)], { summary: `c${n}` }));
    const titles: string[] = [];
    let url: string | undefined = `${hub.url}${API}/commits/main?limit=2`;
    while (url !== undefined) {
      const reply: Response = await fetch(url);
      expect(reply.headers.get('x-total-count')).toBe('5');
      titles.push(...((await reply.json()) as { title: string }[]).map((commit) => commit.title));
      url = /<([^>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '')?.[1];
    }
    expect(titles).toEqual(['c4', 'c3', 'c2', 'c1', 'initial commit']);
  });

  it('is one commit after a squash: the files stay, the former oids are gone', async () => {
    const hub = await openTestHub();
    const former = await commitOid(commitLines(hub, [fileLine('a.txt', '1')]));
    await commitOid(commitLines(hub, [fileLine('b.txt', '2')]));
    await hub.ask('POST', `${API}/super-squash/main`, { message: 'squashed' });
    const commits = (await (await hub.ask('GET', `${API}/commits/main`)).json()) as { title: string }[];
    expect(commits.map((commit) => commit.title)).toEqual(['squashed']);
    expect(await (await hub.ask('GET', `/datasets/${REPO}/resolve/main/a.txt`)).text()).toBe('1');
    const gone = await hub.ask('GET', `/datasets/${REPO}/resolve/${former}/a.txt`);
    expect([gone.status, gone.headers.get('x-error-code')]).toEqual([404, 'RevisionNotFound']);
  });
});
