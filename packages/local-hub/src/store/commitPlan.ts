import { badRequest, entryNotFound, type HubError } from '../hubError.ts';
import { foldersAbove } from '../repoPath.ts';
import type { Change, FileEntry } from './repoStore.ts';

/** The Hub's own hard limit: https://huggingface.co/docs/hub/storage-limits */
const MAX_FOLDER_ENTRIES = 10_000;

export type PlannedOperation = Change | { kind: 'deleteFolder'; path: string };

/** What a commit changes in a tree: the operations in order, folders unfolded, each path named once. */
export function planCommit(
  tree: ReadonlyMap<string, FileEntry>,
  operations: readonly PlannedOperation[],
): Change[] {
  const next = new Map<string, FileEntry>(tree);
  const changes = new Map<string, Change>();
  const remove = (path: string) => {
    next.delete(path);
    changes.set(path, { kind: 'delete', path });
  };
  for (const operation of operations) {
    if (operation.kind === 'put') {
      next.set(operation.entry.path, operation.entry);
      changes.set(operation.entry.path, operation);
    } else if (operation.kind === 'delete') {
      if (!next.has(operation.path)) throw missing(operation.path);
      remove(operation.path);
    } else {
      const inside = [...next.keys()].filter((path) => path.startsWith(`${operation.path}/`));
      if (inside.length === 0) throw missing(operation.path);
      inside.forEach(remove);
    }
  }
  checkFolders(next);
  // A file that was added and deleted within one commit was never there.
  return [...changes.values()].filter((change) => change.kind === 'put' || tree.has(change.path));
}

function missing(path: string): HubError {
  return entryNotFound(`A file with this name doesn't exist: ${path}`);
}

function checkFolders(files: ReadonlyMap<string, FileEntry>): void {
  const entryCounts = new Map<string, number>();
  for (const path of files.keys()) {
    let isNew = true;
    // From the file upwards, until a folder that was counted before.
    for (const folder of foldersAbove(path).reverse()) {
      if (!isNew) break;
      isNew = !entryCounts.has(folder);
      entryCounts.set(folder, (entryCounts.get(folder) ?? 0) + 1);
    }
  }
  for (const [folder, count] of entryCounts) {
    if (files.has(folder)) throw badRequest(`"${folder}" cannot be a file and a folder at once`);
    if (count > MAX_FOLDER_ENTRIES) {
      throw badRequest(`Folder "${folder}" would hold ${count} entries; the limit is ${MAX_FOLDER_ENTRIES}`);
    }
  }
}
