import { describe, expect, it } from 'vitest';
import { planCommit } from './commitPlan.ts';
import type { FileEntry } from './repoStore.ts';

const entry = (path: string): FileEntry => ({ path, kind: 'lfs', sizeBytes: 1, sha256: '', gitOid: '' });
const put = (path: string) => ({ kind: 'put' as const, entry: entry(path) });
const tree = (...paths: string[]) => new Map(paths.map((path) => [path, entry(path)]));
const numbered = (count: number) => Array.from({ length: count }, (_, n) => put(`data/${n}.parquet`));

describe('a planned commit', () => {
  it('names each path once, with what is last said of it', () => {
    const planned = planCommit(tree('a'), [put('a'), { kind: 'delete', path: 'a' }, put('b'), put('b')]);
    expect(planned).toEqual([{ kind: 'delete', path: 'a' }, put('b')]);
  });

  it('does not mention a file that it adds and deletes', () => {
    expect(planCommit(tree(), [put('a'), { kind: 'delete', path: 'a' }])).toEqual([]);
  });

  it('takes a folder with all that is below it, and nothing that only begins alike', () => {
    const files = tree('old/a', 'old/deep/b', 'older/c', 'old.txt');
    const planned = planCommit(files, [{ kind: 'deleteFolder', path: 'old' }]);
    expect(planned.map((change) => change.kind === 'delete' && change.path)).toEqual(['old/a', 'old/deep/b']);
  });

  it('may fill a folder up to 10,000 entries, folders counted as one, and no further', () => {
    expect(planCommit(tree(), numbered(10_000))).toHaveLength(10_000);
    expect(planCommit(tree('data/x/1', 'data/x/2'), numbered(9_999))).toHaveLength(9_999);
    expect(() => planCommit(tree('data/x/1'), numbered(10_000))).toThrow('would hold 10001 entries');
  });
});
