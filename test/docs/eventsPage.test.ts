import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { metricsEvents } from '@parqueue/schema/presets';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const EVENTS = 'docs/recorders/EVENTS.md';
const MIGRATION = 'docs/recorders/migration/metrics-events.md';

const read = (page: string) => readFile(join(ROOT, page), 'utf8');

/** The catalogue as the page has it. */
const catalogue = [
  '| type | logged when | always | may have | `data` |',
  '|---|---|---|---|---|',
  ...Object.entries(metricsEvents).map(([type, { when, required, columns, data }]) => {
    const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(', ');
    const others = columns.length > 12 ? 'any of the columns' : names(columns);
    return `| \`${type}\` | ${when} | ${names(required)} | ${others} | ${names(data)} |`.replaceAll(
      / +(?=\|)/g,
      ' ',
    );
  }),
].join('\n');

test('[EV1] {002.13} {002.30} the page has the catalogue as it is', async () => {
  const [, shown] = /<!-- catalogue -->\n(.*)\n<!-- \/catalogue -->/s.exec(await read(EVENTS)) ?? [];
  // Put it there when it changes: it is `catalogue` above.
  expect(shown).toBe(catalogue);
});

test.each([EVENTS, MIGRATION])(
  'what %s shows in TypeScript compiles against the packages as they are',
  async (page) => {
    const blocks = [...(await read(page)).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
    expect(blocks.length).toBeGreaterThan(2);
    await mkdir(join(ROOT, '.cache'), { recursive: true });
    const dir = await mkdtemp(join(ROOT, '.cache/events-page-'));
    try {
      // One after another, as a reader reads them.
      await writeFile(join(dir, 'page.ts'), `${blocks.join('\n')}\nexport {};\n`);
      const config = {
        extends: '../../tsconfig.base.json',
        compilerOptions: { lib: ['ES2024', 'DOM', 'DOM.Iterable'], types: ['node', 'vite/client'] },
        include: ['*.ts'],
      };
      await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(config));
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const compiled = await promisify(execFile)(process.execPath, [tsc, '-p', dir]).catch((error) => error);
      expect(compiled.stdout).toBe('');
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
);
