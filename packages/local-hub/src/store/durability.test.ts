import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  API,
  commitLines,
  commitOid,
  deleteLine,
  fileLine,
  openTestHub,
  REPO,
  reopenTestHub,
  type TestHub,
  uploadLfs,
} from '../testing/openTestHub.ts';

const at = (dir: string, ...path: string[]) => join(dir, REPO, ...path);
const lastRecord = async (dir: string) => {
  const names = (await readdir(at(dir, '.hub', 'commits'))).sort();
  return at(dir, '.hub', 'commits', names.at(-1) ?? '');
};
const reopen = async (hub: TestHub) => {
  await hub.close();
  return reopenTestHub({ dir: hub.dir });
};

describe('a restart', () => {
  it('keeps repos, files, history and what was uploaded but not committed', async () => {
    const hub = await openTestHub();
    const first = await commitOid(commitLines(hub, [fileLine('a.txt', 'one')]));
    const second = await commitOid(commitLines(hub, [fileLine('a.txt', 'two')]));
    const line = await uploadLfs(hub, 'later.parquet', Buffer.from('uploaded before'));

    const again = await reopen(hub);
    expect(again.repos.find(REPO)?.head().oid).toBe(second);
    const read = async (oid: string) =>
      (await again.ask('GET', `/datasets/${REPO}/resolve/${oid}/a.txt`)).text();
    expect([await read(first), await read(second)]).toEqual(['one', 'two']);
    await commitOid(commitLines(again, [line], { parentCommit: second }));
    expect(await readFile(at(hub.dir, 'later.parquet'), 'utf8')).toBe('uploaded before');
  });

  it('keeps a squash', async () => {
    const hub = await openTestHub();
    const former = await commitOid(commitLines(hub, [fileLine('a.txt', 'one')]));
    await hub.ask('POST', `${API}/super-squash/main`, { message: 'squashed' });
    const repo = (await reopen(hub)).repos.find(REPO);
    expect(repo?.history(repo.head()).map((commit) => commit.title)).toEqual(['squashed']);
    expect(repo?.findCommit(former)).toBeUndefined();
  });

  it('keeps count of the commits of the hour', async () => {
    const hub = await openTestHub();
    await commitOid(commitLines(hub, [fileLine('a.txt', 'one')]));
    await hub.close();
    const again = await reopenTestHub({ dir: hub.dir, quotas: { commitsPerHour: 1 } });
    expect((await commitLines(again, [fileLine('b.txt', 'two')])).status).toBe(429);
  });
});

describe('a folder', () => {
  it('is refused to a second hub until the first is closed', async () => {
    const hub = await openTestHub();
    await expect(reopenTestHub({ dir: hub.dir })).rejects.toThrow('is in use by another hub');
    await reopen(hub);
  });

  it('is free when the port was taken', async () => {
    const hub = await openTestHub();
    const dir = join(hub.dir, 'other');
    await expect(reopenTestHub({ dir, port: Number(new URL(hub.url).port) })).rejects.toThrow('EADDRINUSE');
    await reopenTestHub({ dir });
  });

  it('may be copied under another name', async () => {
    const hub = await openTestHub();
    const oid = await commitOid(commitLines(hub, [fileLine('a.txt', 'a')]));
    await hub.close();
    await cp(at(hub.dir), join(hub.dir, 'you', 'copy'), { recursive: true });
    const again = await reopenTestHub({ dir: hub.dir });
    expect(again.repos.find('you/copy')?.head().oid).toBe(oid);
  });
});

describe('after a crash', () => {
  it('between the record and the laying out, the folder is brought to the commit', async () => {
    const hub = await openTestHub();
    const shard = await uploadLfs(hub, 'data/new.parquet', Buffer.from('new'));
    await commitOid(commitLines(hub, [fileLine('old.txt', 'old'), fileLine('README.md', 'before')]));
    await commitOid(commitLines(hub, [shard, deleteLine('old.txt'), fileLine('README.md', 'after!')]));
    await hub.close();
    // As it was before anything of the last commit was laid out.
    await rm(at(hub.dir, 'data'), { recursive: true });
    await writeFile(at(hub.dir, 'old.txt'), 'old');
    await writeFile(at(hub.dir, 'README.md'), 'before');

    await reopenTestHub({ dir: hub.dir });
    expect(await readFile(at(hub.dir, 'data/new.parquet'), 'utf8')).toBe('new');
    expect(await readFile(at(hub.dir, 'README.md'), 'utf8')).toBe('after!');
    await expect(readFile(at(hub.dir, 'old.txt'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['is torn', async (dir: string) => truncate(await lastRecord(dir), 40)],
    [
      'was altered',
      async (dir: string) => {
        const path = await lastRecord(dir);
        await writeFile(path, (await readFile(path, 'utf8')).replace('"title":"torn"', '"title":"else"'));
      },
    ],
    [
      'names bytes that are gone',
      async (dir: string) => {
        const sha256 = /"sha256":"(\w+)"/.exec(await readFile(await lastRecord(dir), 'utf8'))?.[1] ?? '';
        await rm(at(dir, '.hub', 'objects', sha256.slice(0, 2), sha256.slice(2)));
      },
    ],
  ])('a record that %s is set aside, and the commit before it is the head', async (_, harm) => {
    const hub = await openTestHub();
    const whole = await commitOid(commitLines(hub, [fileLine('a.txt', 'whole')]));
    await commitOid(commitLines(hub, [fileLine('a.txt', 'broken')], { summary: 'torn' }));
    await hub.close();
    await harm(hub.dir);

    const again = await reopenTestHub({ dir: hub.dir });
    expect(again.repos.find(REPO)?.head().oid).toBe(whole);
    expect(await readFile(at(hub.dir, 'a.txt'), 'utf8')).toBe('whole');
    expect(await readdir(at(hub.dir, '.hub', 'broken'))).toHaveLength(1);
    await commitOid(commitLines(again, [fileLine('a.txt', 'next')], { parentCommit: whole }));
  });

  it('a shard that a broken commit replaced by one of the same size is itself again', async () => {
    const hub = await openTestHub();
    await commitOid(commitLines(hub, [await uploadLfs(hub, 'a.parquet', Buffer.from('whole!'))]));
    await commitOid(commitLines(hub, [await uploadLfs(hub, 'a.parquet', Buffer.from('broken'))]));
    await hub.close();
    await truncate(await lastRecord(hub.dir), 40);
    await reopenTestHub({ dir: hub.dir });
    expect(await readFile(at(hub.dir, 'a.parquet'), 'utf8')).toBe('whole!');
  });

  it('what was being written is cleared, and files that were never ours are left alone', async () => {
    const hub = await openTestHub();
    await hub.close();
    await writeFile(at(hub.dir, '.hub', 'tmp', 'half'), 'half an upload');
    await writeFile(at(hub.dir, 'notes-of-a-person.txt'), 'mine');
    await reopenTestHub({ dir: hub.dir });
    expect(await readdir(at(hub.dir, '.hub', 'tmp'))).toEqual([]);
    expect(await readFile(at(hub.dir, 'notes-of-a-person.txt'), 'utf8')).toBe('mine');
  });
});
