import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { RelayScene } from './relayScene.ts';

/** The repo holds what was sent, byte for byte, and nothing else below data/; and no commit named any file of it a second time. */
export async function expectCommittedOnce({ repo, sent, states }: RelayScene): Promise<void> {
  const paths = (await states(sent)).map((state) => (state.state === 'committed' ? state.path : state.state));
  const tree = repo.tree(repo.head());
  expect([...tree.keys()].filter(isData).sort()).toEqual([...paths].sort());

  for (const [index, shard] of sent.entries()) {
    const path = paths[index] ?? '';
    expect(path).toContain(shard.shardId);
    const stored = await repo.objects.read(tree.get(path)?.sha256 ?? '');
    expect(createHash('sha256').update(stored).digest('hex')).toBe(shard.sha256);
  }

  const written = repo
    .history(repo.head())
    .flatMap(({ changes }) =>
      changes.flatMap((change) => (change.kind === 'put' ? [change.entry.path] : [])),
    );
  expect(written.filter(isData).sort()).toEqual([...paths].sort());
}

const isData = (path: string): boolean => path.startsWith('data/');
