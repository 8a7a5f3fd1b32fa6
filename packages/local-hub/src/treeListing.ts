import { foldersAbove } from './repoPath.ts';
import { lfsPointer, sha1Hex } from './store/digest.ts';
import type { Commit, Tree, TreeEntry } from './store/repoStore.ts';

type FolderEntry = { kind: 'folder'; path: string; lastCommit: Commit; content: string[] };
export type ListedEntry = TreeEntry | FolderEntry;

/** The files and folders in a folder (`''` is the root), by path; with `isRecursive` those below them too. */
export function listTree(
  tree: Tree,
  { folder, isRecursive }: { folder: string; isRecursive: boolean },
): ListedEntry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const listed = new Map<string, ListedEntry>();
  const isShown = (path: string) =>
    path.startsWith(prefix) && (isRecursive || !path.slice(prefix.length).includes('/'));
  for (const entry of tree.values()) {
    if (!entry.path.startsWith(prefix)) continue;
    for (const above of foldersAbove(entry.path)) if (isShown(above)) addToFolder(listed, above, entry);
    if (isShown(entry.path)) listed.set(entry.path, entry);
  }
  return [...listed.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function addToFolder(listed: Map<string, ListedEntry>, path: string, entry: TreeEntry): void {
  const known = listed.get(path);
  const folder: FolderEntry =
    known?.kind === 'folder' ? known : { kind: 'folder', path, lastCommit: entry.lastCommit, content: [] };
  if (entry.lastCommit.committedAt > folder.lastCommit.committedAt) folder.lastCommit = entry.lastCommit;
  folder.content.push(`${entry.path} ${entry.gitOid}`);
  listed.set(path, folder);
}

/** An entry as the Hub tells it. A folder's oid changes with its content but is not git's. */
export function describeEntry(entry: ListedEntry, isExpanded: boolean) {
  const expanded = isExpanded && { lastCommit: describeLastCommit(entry.lastCommit) };
  if (entry.kind === 'folder') {
    return {
      type: 'directory',
      oid: sha1Hex(entry.content.sort().join('\n')),
      size: 0,
      path: entry.path,
      ...expanded,
    };
  }
  const { path, gitOid, sha256, sizeBytes } = entry;
  const pointerSize = lfsPointer(sha256, sizeBytes).length;
  return {
    type: 'file',
    oid: gitOid,
    size: sizeBytes,
    path,
    ...(entry.kind === 'lfs' && { lfs: { oid: sha256, size: sizeBytes, pointerSize } }),
    ...expanded,
    ...(isExpanded && { securityFileStatus: UNSCANNED }),
  };
}

const UNSCANNED = { status: 'unscanned', avScan: null, pickleImportScan: null };

function describeLastCommit({ oid, title, committedAt }: Commit) {
  return { id: oid, title, date: new Date(committedAt).toISOString() };
}
