import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { patched } from './bundle.ts';
import { MUTANTS } from './mutants/mutants.ts';
import type { Summary } from './summarize.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A program of its own, since the simulation puts itself in the place of the platform's clocks. */
async function simulate(...args: string[]): Promise<{ summary: Summary; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'parqueue-simulate-'));
  const json = join(folder, 'out.json');
  try {
    const program = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--json', json, ...args]);
    let output = '';
    for (const stream of [program.stdout, program.stderr]) stream.on('data', (data) => (output += data));
    await new Promise((resolve) => program.once('close', resolve));
    return { summary: JSON.parse(await readFile(json, 'utf8')) as Summary, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('[R1] [R2] [R3] [R4] [R5] [R6] whatever fails, dies or freezes, in whatever order: the account is whole, and what is stored arrives once', async () => {
  const { summary, output } = await simulate('--seeds', '50');
  expect(summary, output).toMatchObject({ seeds: 50, failed: 0 });
  expect(Number(summary['promised'])).toBeGreaterThan(500);
  expect(Number(summary['faults'])).toBeGreaterThan(100);
}, 180_000);

test('the same seeds give the same run, to the last task, in whichever thread', async () => {
  const one = await simulate('--first', '7', '--seeds', '12', '--threads', '1');
  const two = await simulate('--first', '7', '--seeds', '12', '--threads', '2');
  expect(one.summary['hash']).toBe(two.summary['hash']);
  const other = await simulate('--first', '8', '--seeds', '12');
  expect(other.summary['hash']).not.toBe(one.summary['hash']);
}, 180_000);

test.each(MUTANTS)('the defect “$name” can still be made', async ({ patches }) => {
  for (const file of new Set(patches.map((patch) => patch.file))) {
    const source = await readFile(join(ROOT, file), 'utf8');
    const ofFile = patches.filter((patch) => patch.file === file);
    expect(patched(source, ofFile)).not.toBe(source);
  }
});
