import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenDemo, openDemo } from '../src/testing/openDemo.ts';

const PAGE = new URL('../../../docs/cli/REPORTS.md', import.meta.url);

let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo({ days: 30 });
  await demo.run('sync');
}, 120_000);
afterAll(() => demo.close());

it('[GV40] what the page shows is what the commands print', async () => {
  const page = await readFile(PAGE, 'utf8');
  const shown = [...page.matchAll(/^```console\n\$ parqueue ([^\n]+)\n(.*?)^```$/gms)];
  expect(shown.length).toBeGreaterThan(7);
  for (const [, command = '', output] of shown) {
    const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    const { stdout, exitCode } = await demo.run(...args);
    expect([command, exitCode, stdout]).toEqual([command, 0, output]);
  }
});
