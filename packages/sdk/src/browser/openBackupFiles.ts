import type { BackupFile, BackupFiles, BrokenMark } from '../backup/backupFiles.ts';

/** Several tabs may have a file open (https://github.com/whatwg/fs/blob/main/proposals/MultipleReadersWriters.md); Chromium alone has that, since 121. */
interface SharedHandle {
  createSyncAccessHandle(options: {
    mode: 'readwrite-unsafe';
  }): Promise<BackupFile & { readonly mode?: string }>;
}

/** A storage that does not answer would keep every row waiting. */
const OPEN_TIMEOUT_MS = 2_000;

/** Whether some realm of this browser may keep second copies: where the browser also tells of databases that it deleted. */
export const mayHaveBackups = (): boolean =>
  'FileSystemFileHandle' in globalThis && 'dataLoss' in IDBVersionChangeEvent.prototype;

/** The files of a database's second copy; undefined where there can be none: not in a worker, an older or another browser, no room. */
export async function openBackupFiles(database: string): Promise<BackupFiles | undefined> {
  if (!mayHaveBackups() || !('createSyncAccessHandle' in FileSystemFileHandle.prototype)) return undefined;
  let isLate = false;
  const opening = open(database).then((files) => {
    if (isLate)
      for (const { backup, backupBlocks } of files ?? [])
        for (const file of [backup, backupBlocks]) file.close();
    return files;
  });
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, OPEN_TIMEOUT_MS));
  const files = await Promise.race([opening.catch(() => undefined), late]);
  isLate = files === undefined;
  return files;
}

async function open(database: string): Promise<BackupFiles | undefined> {
  const folder = await folderOf(database, true);
  const opening = ['a', 'a-blocks', 'b', 'b-blocks'].map(async (name) => {
    const handle = (await folder.getFileHandle(name, { create: true })) as unknown as SharedHandle;
    return handle.createSyncAccessHandle({ mode: 'readwrite-unsafe' });
  });
  const opened = await Promise.allSettled(opening);
  const files = opened.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const [a, aBlocks, b, bBlocks] = files;
  // Where a file is this tab's alone, another tab would have to do without.
  if (a && aBlocks && b && bBlocks && files.every(({ mode }) => mode === 'readwrite-unsafe'))
    return [
      { backup: a, backupBlocks: aBlocks },
      { backup: b, backupBlocks: bBlocks },
    ];
  for (const file of files) file.close();
  return undefined;
}

/**
 * Whether a copy lies there. Where none can be written, a database that says nothing of one may be in the place of another that is gone, and
 * a worker is to restore that.
 */
export async function hasBackup(database: string): Promise<boolean> {
  try {
    const folder = await folderOf(database, false);
    for await (const handle of (
      folder as unknown as { values(): AsyncIterable<FileSystemHandle> }
    ).values()) {
      if (handle.kind === 'file' && (await (handle as FileSystemFileHandle).getFile()).size > 0) return true;
    }
  } catch {
    // There is no such folder, or nothing of the kind here.
  }
  return false;
}

const MARK = 'broken';

export const brokenMark = (database: string): BrokenMark => ({
  async isSet() {
    try {
      await (await folderOf(database, false)).getFileHandle(MARK);
      return true;
    } catch (error) {
      return (error as DOMException).name !== 'NotFoundError';
    }
  },
  async set() {
    await (await folderOf(database, true)).getFileHandle(MARK, { create: true });
  },
  async clear() {
    await (await folderOf(database, true)).removeEntry(MARK).catch((error: DOMException) => {
      // Another tab was first.
      if (error.name !== 'NotFoundError') throw error;
    });
  },
});

/** Deletes a copy that is about to be none; where another tab's worker has it open, that gives it up with its next write. */
export async function dropBackup(database: string): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    const all = await root.getDirectoryHandle('parqueue');
    await all.removeEntry(encodeURIComponent(database), { recursive: true });
  } catch {
    // There is none, or it is in use.
  }
}

async function folderOf(database: string, create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle('parqueue', { create });
  return all.getDirectoryHandle(encodeURIComponent(database), { create });
}
