import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRotatingLog } from './rotatingLog.ts';

it('[PC13] {004.01} a log that is full becomes .1, and as many older ones are kept as are wanted', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-log-'));
  const path = join(dir, 'logs/run.log');
  const now = () => Date.parse('2026-02-03T10:15:23Z');
  const open = () => openRotatingLog({ path, now, tz: 'UTC', maxBytes: 200, backups: 2 });
  for (let i = 0; i < 9; i++) open().line('INFO', `line ${i} ${'x'.repeat(60)}`);
  expect((await readdir(join(dir, 'logs'))).sort()).toEqual(['run.log', 'run.log.1', 'run.log.2']);
  const numbersIn = async (name: string) =>
    [
      ...(await readFile(join(dir, 'logs', name), 'utf8')).matchAll(
        /^2026-02-03 10:15:23 - INFO - line (\d)/gm,
      ),
    ].map(([, n]) => Number(n));
  expect(await numbersIn('run.log')).toEqual([8]);
  expect(await numbersIn('run.log.1')).toEqual([6, 7]);
  expect(await numbersIn('run.log.2')).toEqual([4, 5]);
  await rm(dir, { recursive: true });
});
