import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The TypeScript of a page of documentation, block by block. */
async function snippetsOf(page: string): Promise<string[]> {
  const text = await readFile(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] as string);
}

/** Whose blocks go on from each other: `eventsPage.test.ts` and `findBug.test.ts` check them. */
const OTHERS = ['**/EVENTS.md', '**/FIND-A-BUG.md', '**/metrics-events.md'];
const PAGES = [
  'README.md',
  'docs/CLI.md',
  ...globSync('docs/recorders/**/*.md', { cwd: ROOT, exclude: OTHERS }),
];

test.each(PAGES)('what %s shows in TypeScript compiles against the packages as they are', async (page) => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const dir = await mkdtemp(join(ROOT, '.cache/snippets-'));
  try {
    const snippets = await snippetsOf(page);
    await Promise.all(
      snippets.map((code, i) => writeFile(join(dir, `snippet${i}.ts`), `${code}\nexport {};\n`)),
    );
    const config = {
      extends: '../../tsconfig.base.json',
      compilerOptions: {
        lib: ['ES2024', 'DOM', 'DOM.Iterable', 'ESNext.Disposable'],
        types: ['node', 'vite/client'],
      },
      include: ['*.ts'],
    };
    await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(config));
    expect(snippets.length).toBeGreaterThan(1);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const compiled = await promisify(execFile)(process.execPath, [tsc, '-p', dir]).catch((error) => error);
    expect(compiled.stdout).toBe('');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
