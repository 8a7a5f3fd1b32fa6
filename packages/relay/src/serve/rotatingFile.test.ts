import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRotatingFile } from './rotatingFile.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-log-'));
  path = join(dir, 'relay.log');
});
afterEach(() => rm(dir, { recursive: true }));

/** From the oldest to the newest. */
async function filesOf(): Promise<string[]> {
  const ageOf = (name: string) => Number(name.split('.')[2] ?? 0);
  return (await readdir(dir)).sort((a, b) => ageOf(b) - ageOf(a));
}

async function linesOf(): Promise<string[]> {
  const texts = await Promise.all((await filesOf()).map((name) => readFile(join(dir, name), 'utf8')));
  return texts.join('').split('\n').slice(0, -1);
}

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `${from + i} ${'x'.repeat((from + i) % 90)} ü`);

test('[RL23] {003.14} no line is lost, doubled or torn where one file ends and the next begins', async () => {
  const lines = numbered(0, 5000);
  const file = openRotatingFile({ path, maxBytes: 10_000, maxCount: 1000 });
  for (const line of lines) file.write(line);
  file.close();
  expect(await linesOf()).toEqual(lines);
  const sizes = await Promise.all((await filesOf()).map(async (name) => (await stat(join(dir, name))).size));
  expect(sizes.length).toBeGreaterThan(20);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
  expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(9_000);
});

test.each([1, 2, 5])('[RL23] of %i files that there may be, the oldest goes', async (maxCount) => {
  const lines = numbered(0, 5000);
  const file = openRotatingFile({ path, maxBytes: 10_000, maxCount });
  for (const line of lines) file.write(line);
  file.close();
  expect(await filesOf()).toHaveLength(maxCount);
  const kept = await linesOf();
  expect(kept.length).toBeGreaterThan(0);
  expect(kept).toEqual(lines.slice(-kept.length));
});

test('[RL23] what a former process wrote is gone on with, also where it ended in the middle of a line', async () => {
  const first = openRotatingFile({ path, maxBytes: 100, maxCount: 9 });
  first.write('one');
  first.close();
  await appendFile(path, 'tor');
  const second = openRotatingFile({ path, maxBytes: 100, maxCount: 9 });
  second.write('two');
  second.write('y'.repeat(99));
  second.close();
  expect(await linesOf()).toEqual(['one', 'tor', 'two', 'y'.repeat(99)]);
  expect(await filesOf()).toHaveLength(2);
});

test('a line longer than a file may be has one of its own', async () => {
  const file = openRotatingFile({ path, maxBytes: 10, maxCount: 9 });
  for (const line of ['a', 'b'.repeat(50), 'c']) file.write(line);
  file.close();
  expect(await linesOf()).toEqual(['a', 'b'.repeat(50), 'c']);
  expect(await filesOf()).toHaveLength(3);
});

test('a set of files that lacks one, as after an end while they were set aside, is gone on with', async () => {
  const file = openRotatingFile({ path, maxBytes: 10, maxCount: 5 });
  for (const line of ['first line', 'second one', 'third line']) file.write(line);
  await rm(`${path}.1`);
  file.write('fourth one');
  file.close();
  expect(await linesOf()).toEqual(['first line', 'third line', 'fourth one']);
});
