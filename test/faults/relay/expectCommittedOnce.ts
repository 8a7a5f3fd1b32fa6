import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { expect } from 'vitest';
import { sha256 } from './makeShard.ts';
import type { RelayScene } from './relayScene.ts';

/** The repo holds each row that was sent, once, in the file that its receipt names, and nothing else below data/; no commit wrote a file again. */
export async function expectCommittedOnce({ repo, sent, states }: RelayScene): Promise<void> {
  const paths = (await states(sent)).map((state) => (state.state === 'committed' ? state.path : state.state));
  const tree = repo.tree(repo.head());
  const files = [...tree.keys()].filter(isData).sort();
  expect(files).toEqual([...new Set(paths)].sort());

  const wanted = new Map<string, string[]>();
  for (const [i, { rowSha256 }] of sent.entries())
    wanted.set(paths[i] ?? '', [...(wanted.get(paths[i] ?? '') ?? []), rowSha256]);
  for (const path of files) {
    const stored = await repo.objects.read(tree.get(path)?.sha256 ?? '');
    expect((await rowsIn(path, stored)).sort()).toEqual(wanted.get(path)?.sort());
  }

  const written = repo
    .history(repo.head())
    .flatMap(({ changes }) =>
      changes.flatMap((change) => (change.kind === 'put' ? [change.entry.path] : [])),
    );
  expect(written.filter(isData).sort()).toEqual(files);
}

const isData = (path: string): boolean => path.startsWith('data/');

/** The digest of what each row says. */
async function rowsIn(path: string, stored: Uint8Array): Promise<string[]> {
  if (path.endsWith('.jsonl')) return linesOf(stored).map((line) => sha256(new TextEncoder().encode(line)));
  const rows = await parquetReadObjects({ file: Uint8Array.from(stored).buffer, compressors, utf8: false });
  return rows.map(({ audio }) => sha256((audio as { bytes: Uint8Array }).bytes));
}

const linesOf = (stored: Uint8Array): string[] => new TextDecoder().decode(stored).split('\n').slice(0, -1);
