import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeTogether } from './writeTogether.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-write-'));
  await writeFile(join(dir, 'a'), 'old');
});
afterEach(() => rm(dir, { recursive: true }));

test('files are written with the modes that they are to have', async () => {
  await writeTogether([
    { path: join(dir, 'a'), text: 'new', mode: 0o644 },
    { path: join(dir, 'b'), text: 'secret', mode: 0o600 },
  ]);
  expect(await readFile(join(dir, 'a'), 'utf8')).toBe('new');
  expect(await readFile(join(dir, 'b'), 'utf8')).toBe('secret');
  expect((await stat(join(dir, 'a'))).mode & 0o777).toBe(0o644);
  expect((await stat(join(dir, 'b'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(['a', 'b']);
});

test('[RL20] where one cannot be written, all others are as they were', async () => {
  const writing = writeTogether([
    { path: join(dir, 'a'), text: 'new', mode: 0o644 },
    { path: join(dir, 'gone/b'), text: 'secret', mode: 0o600 },
  ]);
  await expect(writing).rejects.toThrow('ENOENT');
  expect(await readFile(join(dir, 'a'), 'utf8')).toBe('old');
  expect(await readdir(dir)).toEqual(['a']);
});
