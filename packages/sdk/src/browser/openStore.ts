import { ParqueueError } from '../api/errors.ts';
import { backUp, type Deletion } from '../backup/backUp.ts';
import { TAIL } from '../backup/backupRecord.ts';
import { unbacked } from '../backup/unbacked.ts';
import { openIdbStore } from '../store/idbStore.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { hasBackup, mayHaveBackups, openBackupFiles } from './openBackupFiles.ts';

/** IndexedDB, with a second copy where one can be kept, or memory where the browser gives none. */
export async function openStore(name: string, onDeleted: (deletion: Deletion) => void): Promise<Store> {
  try {
    const [store, files] = await Promise.all([openIdbStore(indexedDB, name), openBackupFiles(name)]);
    if (files !== undefined) return await backUp(store, files, onDeleted);
    const reason = store.deletedBecause?.();
    if (reason !== undefined) onDeleted({ reason, isRestored: false });
    return mayHaveBackups() ? unbacked(store) : store;
  } catch {
    return createMemoryStore();
  }
}

/**
 * The same where no file can be written. A database that its browser deleted waits for a page to restore it.
 *
 * @throws {ParqueueError} `storage_failed` when it does
 */
export async function openStoreWithoutFiles(name: string): Promise<Store> {
  const store = await openIdbStore(indexedDB, name);
  const tail = await store.read(['backup'], (t) => t.get('backup', TAIL));
  if (tail !== undefined || !(await hasBackup(name))) return mayHaveBackups() ? unbacked(store) : store;
  store.close();
  throw new ParqueueError('storage_failed', 'the browser deleted the database; the next visit restores it');
}
