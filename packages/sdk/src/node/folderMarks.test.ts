import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openMarksContract } from '../recorders/openMarks.contract.ts';
import { beginMarks, folderMarks } from './folderMarks.ts';

const root = await mkdtemp(join(tmpdir(), 'parqueue-marks-'));
afterAll(() => rm(root, { recursive: true, force: true }));

openMarksContract('in a folder', (name) => {
  const { marks, end } = beginMarks(join(root, encodeURIComponent(name)));
  return { ...marks, end };
});

test('[SG1] what a killed process had begun is given to the next one, and nothing of one that lives', async () => {
  const folder = join(root, 'killed');
  const script = `
    import { folderMarks } from ${JSON.stringify(join(import.meta.dirname, 'folderMarks.ts'))};
    const marks = folderMarks(${JSON.stringify(folder)});
    for (let i = 0; i < 5_000; i++) { marks.put('i' + i, 'x'.repeat(20)); if (i % 10 > 0) marks.remove('i' + i); }
    console.log('begun');
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  expect(await folderMarks(folder).takeLeft()).toEqual([]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const left = await folderMarks(folder).takeLeft();
  expect(left.map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, i) => `i${i * 10}`));
  expect(await folderMarks(folder).takeLeft()).toEqual([]);
});

test('[SG2] a folder that is a file keeps no marks, and nothing throws', async () => {
  const path = join(root, 'file');
  await writeFile(path, '');
  const marks = folderMarks(path);
  marks.put('a', '1');
  marks.remove('a');
  expect(await marks.takeLeft()).toEqual([]);
});
