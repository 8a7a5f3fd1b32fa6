import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEMO_NOW } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const PAGE = join(import.meta.dirname, '../../../docs/cli/PROCESS.md');
/** Where `@parqueue/cli` is found. */
const INSIDE = join(import.meta.dirname, '../../../.cache');
const BLOCK = /^```console\n\$ parqueue (.*)\n([\s\S]*?)^```$/gm;

const wordsOf = (call: string): string[] =>
  [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** How long it took is another each time. */
const withoutTimes = (text: string): string => text.replace(/^(p50 ms|p95 ms|audio s\/s|took) .*$/gm, '$1 …');

it('[PC21] {004.15} docs/cli/PROCESS.md shows what the commands really print', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'parqueue-docs-'));
  await runCommand(['demo', '--now', DEMO_NOW], { cwd });
  const blocks = [...(await readFile(PAGE, 'utf8')).matchAll(BLOCK)];
  expect(blocks.length).toBeGreaterThanOrEqual(4);
  for (const [, call = '', shown = ''] of blocks) {
    const { stdout, stderr } = await runCommand([...wordsOf(call), '--now', DEMO_NOW], { cwd });
    expect(withoutTimes(stdout), `${call}\n${stderr}`).toBe(withoutTimes(shown));
  }
  await rm(cwd, { recursive: true, force: true });
}, 120_000);

it('[PC21] the function that the page shows works', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'parqueue-docs-'));
  await mkdir(INSIDE, { recursive: true });
  const dir = await mkdtemp(join(INSIDE, 'process-'));
  const [, code = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(await readFile(PAGE, 'utf8')) ?? [];
  await writeFile(join(dir, 'transcribe.ts'), code);
  await runCommand(['demo', '--now', DEMO_NOW], { cwd });
  const args = [
    'process',
    '--fn',
    join(dir, 'transcribe.ts'),
    '--table',
    'audio_chunk',
    '--limit',
    '1',
    '--json',
  ];
  const { stdout, stderr, exitCode } = await runCommand([...args, '--now', DEMO_NOW], { cwd });
  expect([exitCode, JSON.parse(stdout)], stderr).toMatchObject([
    0,
    { processor: 'transcribe.ts', transcribed: 1 },
  ]);
  await rm(dir, { recursive: true });
  await rm(cwd, { recursive: true, force: true });
}, 60_000);
