import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockData } from './lockData.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-lock-'));
});
afterEach(() => rm(dir, { recursive: true }));

const lock = () => lockData(dir, 'take another');

test('[RL24] of many that want a folder at once, one gets it, and the others are told of it', async () => {
  const all = await Promise.allSettled(Array.from({ length: 20 }, lock));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const reasons = all.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
  const told = `Error: Parqueue already runs on ${dir} (process ${process.pid}); stop it, or take another`;
  expect(new Set(reasons)).toEqual(new Set([told]));
});

test('what is let go is free again', async () => {
  await (await lock()).release();
  await (await lock()).release();
});

test('a lock that was torn when its process was killed holds nobody back', async () => {
  await writeFile(join(dir, 'running.json'), '{"owner":{"pid"');
  await lock();
  expect(JSON.parse(await readFile(join(dir, 'running.json'), 'utf8'))).toMatchObject({
    owner: { pid: process.pid },
  });
});
