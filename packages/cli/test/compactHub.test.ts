import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRepo, listCommits, uploadFiles } from '@huggingface/hub';
import { type LocalHub, startLocalHub } from '@parqueue/local-hub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countRows } from '../../../test/careKills/countRows.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const TOKEN = 'hf_theTokenOfTests';
let demo: OpenDemo;
let hub: LocalHub;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-compact-hub-'));
  demo = await openDemo();
  hub = await startLocalHub({ dir: join(dir, 'hub'), token: TOKEN });
  const access = {
    hubUrl: hub.url,
    accessToken: TOKEN,
    repo: { type: 'dataset' as const, name: 'me/many' },
  };
  await createRepo({ ...access, private: true });
  const paths = (await readdir(demo.dir, { recursive: true })).filter((path) =>
    /\.(parquet|jsonl|md)$/.test(path),
  );
  const files = await Promise.all(
    paths.map(async (path) => ({
      path,
      content: new Blob([new Uint8Array(await readFile(join(demo.dir, path)))]),
    })),
  );
  await uploadFiles({ ...access, useXet: false, commitTitle: 'demo', files });
}, 60_000);
afterAll(async () => {
  await hub.close();
  await demo.close();
  await rm(dir, { recursive: true, force: true });
});

describe('compact on a hub', () => {
  it('[CR5] is one commit, and every row is there', async () => {
    const cwd = join(dir, 'place');
    await mkdir(cwd);
    const args = ['compact', '--apply', '--json', '--repo', 'me/many', '--hub-url', hub.url];
    const run = () => runCommand([...args, '--now', DEMO_NOW], { cwd, env: { HF_TOKEN: TOKEN } });
    const first = await run();
    expect(first.stderr).not.toContain('parqueue:');
    expect(JSON.parse(first.stdout).length).toBeGreaterThan(5);
    const titles: string[] = [];
    const repo = { type: 'dataset' as const, name: 'me/many' };
    for await (const { title } of listCommits({ repo, hubUrl: hub.url, accessToken: TOKEN }))
      titles.push(title);
    expect(titles.slice(0, 2)).toEqual(['Compact files', 'demo']);
    await cp(join(dir, 'hub/me/many'), join(dir, 'copy'), { recursive: true });
    expect(await countRows(join(dir, 'copy'))).toEqual(await countRows(demo.dir));
    expect(JSON.parse((await run()).stdout)).toEqual([]);
  }, 60_000);

  it('[CR7] squash makes one commit of the history with --apply, and every row stays', async () => {
    const cwd = await mkdtemp(join(dir, 'place-'));
    const run = (...more: string[]) =>
      runCommand(['squash', '--repo', 'me/many', '--hub-url', hub.url, ...more], {
        cwd,
        env: { HF_TOKEN: TOKEN },
      });
    const count = async (): Promise<number> => {
      const repo = { type: 'dataset' as const, name: 'me/many' };
      let commits = 0;
      for await (const _ of listCommits({ repo, hubUrl: hub.url, accessToken: TOKEN })) commits++;
      return commits;
    };
    const before = await count();
    expect((await run()).stderr).toContain('Nothing was changed');
    expect(await count()).toBe(before);
    expect((await run('--apply')).exitCode).toBe(0);
    expect(await count()).toBe(1);
    expect(await countRows(join(dir, 'hub/me/many'))).toEqual(await countRows(demo.dir));
  });
});
