import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foldersAbove } from '../repoPath.ts';
import type { Change, FileEntry, ObjectStore } from './repoStore.ts';

/** The head of a repo as ordinary files in its folder. */
export interface Layout {
  apply(changes: readonly Change[]): Promise<void>;
  /** Makes the folder agree with the files of the head, and takes away `former` files that are not in it. */
  repair(files: ReadonlyMap<string, FileEntry>, former: Iterable<string>): Promise<void>;
}

export function createLayout(repoDir: string, objects: ObjectStore): Layout {
  const tmpDir = join(repoDir, '.hub', 'tmp');

  const place = async (entry: FileEntry) => {
    const target = join(repoDir, entry.path);
    const tmpPath = join(tmpDir, randomUUID());
    await mkdir(dirname(target), { recursive: true });
    await materialise(objects.locate(entry.sha256), tmpPath, entry.kind);
    await rename(tmpPath, target);
    // Renaming a link onto another link of the same file does nothing, by POSIX.
    await rm(tmpPath, { force: true });
  };

  const remove = async (path: string) => {
    await rm(join(repoDir, path), { force: true });
    for (const folder of foldersAbove(path).reverse()) {
      const isGone = await rmdir(join(repoDir, folder)).then(
        () => true,
        () => false,
      );
      if (!isGone) return;
    }
  };

  return {
    async apply(changes) {
      // Deletions first: a folder may take the place of a file.
      for (const change of changes) if (change.kind === 'delete') await remove(change.path);
      for (const change of changes) if (change.kind === 'put') await place(change.entry);
    },
    async repair(files, former) {
      for (const path of former) if (!files.has(path)) await remove(path);
      for (const entry of files.values()) {
        if (!(await isLaidOut(join(repoDir, entry.path), entry, objects))) await place(entry);
      }
    },
  };
}

/** Large files are linked, which costs no space; small ones are copied, since people edit a README in place. */
async function materialise(from: string, to: string, kind: FileEntry['kind']): Promise<void> {
  if (kind === 'lfs') {
    const isLinked = await link(from, to).then(
      () => true,
      () => false,
    );
    if (isLinked) return;
  }
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

async function isLaidOut(path: string, entry: FileEntry, objects: ObjectStore): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size !== entry.sizeBytes) return false;
  if (entry.kind === 'regular') return (await readFile(path)).equals(await objects.read(entry.sha256));
  const object = await stat(objects.locate(entry.sha256));
  return object.ino === found.ino && object.dev === found.dev;
}
