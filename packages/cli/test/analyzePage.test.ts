import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDemo, openDemo } from '../src/testing/openDemo.ts';

const PAGE = join(import.meta.dirname, '../../../docs/cli/ANALYZE.md');
let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo({ days: 30 });
  await demo.run('sync');
}, 60_000);
afterAll(() => demo.close());

/** The words of a command line; those in quotes are one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('docs/cli/ANALYZE.md', () => {
  it('[AZ5] what it shows is what the commands say, line for line', async () => {
    const page = await readFile(PAGE, 'utf8');
    const blocks = [...page.matchAll(/^```console\n\$ parqueue (.*)\n([\s\S]*?)^```$/gm)];
    expect(blocks).toHaveLength(5);
    for (const [, line = '', shown = ''] of blocks) {
      const { stdout, exitCode } = await demo.run(...wordsOf(line));
      expect(exitCode, line).toBe(0);
      // "…" stands for lines that are left out. Put the others there anew when they change.
      const parts = shown.split(/^…\n/m);
      if (parts.length === 1) expect(stdout, line).toBe(shown);
      for (const part of parts) expect(stdout, line).toContain(part);
    }
  });
});
