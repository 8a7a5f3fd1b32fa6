import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

const listed = (pattern: string): string[] =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', pattern], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(root, path)));

describe('the type check', () => {
  it('runs every tsconfig of the repository', () => {
    const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
      references: { path: string }[];
    };
    const run = references.map(({ path }) =>
      posix.normalize(path.endsWith('.json') ? path : posix.join(path, 'tsconfig.json')),
    );
    // The consumers' apps are compiled where they are installed, with the packed SDK.
    const configs = listed('*tsconfig*.json').filter(
      (path) => !/^tsconfig(\.base)?\.json$|^test\/consumers\/apps\//.test(path),
    );
    expect(run.sort()).toEqual(configs.sort());
  });

  it('sees every source file', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const seen = new Set(
      listed('*tsconfig*.json')
        .filter((path) => !/^tsconfig(\.base)?\.json$/.test(path))
        .flatMap((path) =>
          execFileSync(process.execPath, [tsc, '-p', path, '--listFilesOnly'], {
            cwd: root,
            encoding: 'utf8',
          }).split('\n'),
        )
        .map((path) => posix.relative(root, path)),
    );
    expect(listed('*.ts').filter((path) => !seen.has(path))).toEqual([]);
  }, 120_000);
});
