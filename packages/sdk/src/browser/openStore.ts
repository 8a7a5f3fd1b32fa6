import { ParqueueError } from '../api/errors.ts';
import { backUp, type Deletion } from '../backup/backUp.ts';
import { TAIL } from '../backup/backupRecord.ts';
import { unbacked } from '../backup/unbacked.ts';
import { openIdbStore } from '../store/idbStore.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { brokenMark, dropBackup, hasBackup, mayHaveBackups, openBackupFiles } from './openBackupFiles.ts';

/** IndexedDB, with a second copy where one can be kept, or memory where the browser gives none. */
export async function openStore(name: string, onDeleted: (deletion: Deletion) => void): Promise<Store> {
  try {
    const [store, files] = await Promise.all([openIdbStore(indexedDB, name), openBackupFiles(name)]);
    if (files !== undefined) return await backUp(store, files, brokenMark(name), onDeleted);
    const plain = await openPlain(store, name);
    const reason = store.deletedBecause?.();
    if (reason !== undefined) onDeleted({ reason, isRestored: false });
    return plain;
  } catch {
    return createMemoryStore();
  }
}

/**
 * The same where no file can be written.
 *
 * @throws {ParqueueError} `storage_failed` where the database waits to be restored
 */
export const openStoreWithoutFiles = async (name: string): Promise<Store> =>
  openPlain(await openIdbStore(indexedDB, name), name);

/** What was written now would keep a database that its browser deleted from being restored by who can. */
async function openPlain(store: Store, name: string): Promise<Store> {
  if (!mayHaveBackups()) return store;
  const tail = await store.read(['backup'], (t) => t.get('backup', TAIL));
  if (tail !== undefined || !(await hasBackup(name))) {
    await dropBackup(name);
    return unbacked(store, brokenMark(name));
  }
  store.close();
  throw new ParqueueError('storage_failed', 'the browser deleted the database; the next visit restores it');
}
