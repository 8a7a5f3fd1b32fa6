import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMO_NOW } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const PAGE = join(import.meta.dirname, '../../../docs/CLI.md');
/** What stands for the folder of the reader. */
const SHOWN_CWD = '/home/you';

/** `$ parqueue …` and what stands below it. */
const BLOCK = /^```console\n\$ parqueue (.*)\n([\s\S]*?)^```$/gm;

/** The words of a call: those in quotes are one. */
const wordsOf = (call: string): string[] =>
  [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('docs/CLI.md', () => {
  it('[CL18] shows what the commands really print', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'parqueue-docs-'));
    const page = await readFile(PAGE, 'utf8');
    const blocks = [...page.matchAll(BLOCK)].map(([, call = '', shown = '']) => ({ call, shown }));
    expect(blocks.length).toBeGreaterThan(8);
    for (const { call, shown } of blocks) {
      const args = [...wordsOf(call), '--now', DEMO_NOW];
      const { stdout, stderr, exitCode } = await runCommand(args, { cwd, now: () => Date.parse(DEMO_NOW) });
      expect(exitCode, `${call}\n${stderr}`).toBe(0);
      expect(withoutRevision(stdout.replaceAll(cwd, SHOWN_CWD)), call).toBe(withoutRevision(shown));
    }
    await rm(cwd, { recursive: true, force: true });
  }, 120_000);
});

/** A folder's revision goes by the times of its files. */
const withoutRevision = (text: string): string => text.replace(/^(revision +)[0-9a-f]{12}$/m, '$1…');
