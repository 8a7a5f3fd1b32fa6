import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';
import { safeName } from './safeName.ts';
import { writeInside } from './writeInside.ts';

const NASTY = [
  '..',
  '.',
  '',
  '/etc/passwd',
  '../../x',
  'a/../../b',
  'C:\\x',
  '\\\\server\\share',
  'nul',
  'CON.flac',
  '.hidden',
  'a\0b',
  'new\nline',
  '~/x',
  'x'.repeat(400),
  'a:b',
  '…/…',
  '\u202Ecalf.flac',
  ' ',
  'end.',
];

test.each(NASTY)('[LK3] %j becomes one part of a path', (text) => {
  const name = safeName(text);
  expect(resolve('/target', name).startsWith(`/target${sep}`)).toBe(true);
  expect(name).toMatch(/^[\p{L}\p{M}\p{N}._ -]{1,80}$/u);
  expect(name).not.toMatch(/^\.|^(con|nul)(\.|$)|\.$/i);
});

test('[LK3] names that are fine stay, others never meet', () => {
  for (const fine of ['job-1a2b3c', 'تسجيل-١.flac', 'a b.flac', 'job_001']) expect(safeName(fine)).toBe(fine);
  const names = [...NASTY, 'a_b', 'a/b', 'a:b', 'a\\b'].map(safeName);
  expect(new Set(names).size).toBe(new Set([...NASTY, 'a_b', 'a/b', 'a:b', 'a\\b']).size);
  expect(safeName('../x.flac')).toMatch(/\.flac$/);
});

test('[LK3] a file is written below its target alone', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-inside-'));
  const outside = join(dir, 'outside');
  const target = join(dir, 'target');
  await mkdir(outside);
  await mkdir(target);
  await writeFile(join(outside, 'kept'), 'kept');
  for (const part of ['..', '.', '', 'a/b', 'a\\b', '/x'])
    await expect(writeInside(target, ['x', part], 'no')).rejects.toThrow(/is no name for a file/);
  await symlink(outside, join(target, 'link'));
  await expect(writeInside(target, ['link', 'file'], 'no')).rejects.toThrow(/is in the way/);
  await symlink(join(outside, 'kept'), join(target, 'leaf'));
  await writeInside(target, ['leaf'], 'new');
  expect(await readFile(join(target, 'leaf'), 'utf8')).toBe('new');
  expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('kept');
  expect(await readdir(outside)).toEqual(['kept']);
});
