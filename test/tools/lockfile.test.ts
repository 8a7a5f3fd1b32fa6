import { describe, expect, it } from 'vitest';
import { findLockProblems, type Lockfile } from '../../scripts/lockfile/findLockProblems.ts';

const INTEGRITY = { version: '1.0.0', integrity: 'sha512-x' };
const lockOf = (packages: Lockfile['packages']): Lockfile => ({ lockfileVersion: 3, packages });

describe('the lockfile check', () => {
  it('takes packages wherever Node would find them', () => {
    const packages = {
      '': { dependencies: { a: '1' }, devDependencies: { b: '1' } },
      'packages/p': { dependencies: { a: '1', own: '1' } },
      'packages/p/node_modules/own': INTEGRITY,
      'node_modules/p': { resolved: 'packages/p', link: true },
      'node_modules/a': { ...INTEGRITY, dependencies: { inner: '1', '@s/b': '1' } },
      'node_modules/a/node_modules/inner': { ...INTEGRITY, dependencies: { b: '1' } },
      'node_modules/@s/b': INTEGRITY,
      'node_modules/b': INTEGRITY,
    };
    expect(findLockProblems(lockOf(packages))).toEqual([]);
  });

  it('finds a platform that is missing', () => {
    const packages = {
      'node_modules/esbuild': {
        ...INTEGRITY,
        optionalDependencies: { '@esbuild/linux-x64': '1', '@esbuild/win32-x64': '1' },
      },
      'node_modules/@esbuild/linux-x64': INTEGRITY,
      'node_modules/other/node_modules/@esbuild/win32-x64': INTEGRITY,
    };
    expect(findLockProblems(lockOf(packages))).toEqual([
      'node_modules/esbuild: @esbuild/win32-x64 has no entry; remove node_modules and the lockfile, and install',
    ]);
  });

  it('finds an entry that names an address, and a package without integrity', () => {
    const packages = {
      'node_modules/a': { ...INTEGRITY, resolved: 'http://localhost:4873/a.tgz' },
      'node_modules/b': { version: '1.0.0' },
    };
    expect(findLockProblems(lockOf(packages))).toEqual([
      'node_modules/a: names an address, http://localhost:4873/a.tgz',
      'node_modules/b: has no integrity',
    ]);
  });
});
