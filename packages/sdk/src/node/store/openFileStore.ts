import { mkdirSync } from 'node:fs';
import { ParqueueError } from '../../api/errors.ts';
import type { Area, Store } from '../../store/store.ts';
import { type Changes, noteChange, notingWriting } from './changes.ts';
import { exitKey, openExitFiles } from './exitFiles.ts';
import { type FolderLock, lockFolder } from './folderLock.ts';
import { openRecordStore } from './recordStore.ts';

export interface FileStoreOptions {
  /**
   * What a write that resolved outlives: the death of the process, or of the machine too, which waits for the disk each time. `strict` writes
   * wait for it in any case.
   */
  readonly outlives: 'process' | 'machine';
  /** A file is damaged, by something else than a killed process; what it was is kept under this name, in the folder. */
  readonly onDamaged: (name: string) => void;
}

/** The store in a folder of files. */
export interface FileStore extends Store {
  /** Bytes that the folder takes. */
  usedBytes(): number;
}

/** More than this is not copied because one thing was deleted: nothing else is stored meanwhile. */
const FORGET_MAX_BYTES = 64 * 1024 * 1024;

/**
 * The store on a folder, for one process at a time: a log of transactions, and files beside it for what is large. In memory is where each record
 * lies, and nothing of what is in it.
 *
 * What a write says goes to the operating system at once, so that it outlives a kill; `strict` ones wait for the disk.
 *
 * @throws {ParqueueError} `storage_failed` when another process has the folder.
 */
export async function openFileStore(folder: string, options: FileStoreOptions): Promise<FileStore> {
  mkdirSync(folder, { recursive: true });
  const lock = lockFolder(folder);
  try {
    return await openLocked(folder, lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(
  folder: string,
  lock: FolderLock,
  { outlives, onDamaged }: FileStoreOptions,
): Promise<FileStore> {
  const records = await openRecordStore(folder, onDamaged);
  const exits = openExitFiles(folder);
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function commit(changes: Changes, isStrict: boolean): Promise<void> {
    if (changes.size === 0) return;
    if (!lock.isHeld()) throw gone(folder);
    await records.commit(changes, isStrict);
  }

  /** What other processes left goes into its area, before anybody looks there. */
  async function takeInExits(): Promise<void> {
    for (const name of exits.names()) {
      const record = exits.read(name);
      if (record === undefined) {
        onDamaged(exits.setAside(name));
        continue;
      }
      const changes: Changes = new Map();
      noteChange(changes, 'exits', exitKey(name), record);
      await commit(changes, true);
      exits.delete(name);
    }
  }

  /** One after the other: nobody sees half of what another does. */
  function inTurn<T>(areas: readonly Area[], work: () => Promise<T>): Promise<T> {
    const run = last.then(async () => {
      if (isClosed) throw gone(folder);
      if (areas.includes('exits')) await takeInExits();
      return work();
    });
    last = run.catch(() => {});
    return run;
  }

  return {
    kind: 'folder',
    usedBytes: records.usedBytes,
    read: (areas, work) => inTurn(areas, () => work(records.reading(new Map()))),
    write: (areas, work, { durability = 'relaxed' } = {}) =>
      inTurn(areas, async () => {
        const changes: Changes = new Map();
        const result = await work(notingWriting(records.reading(changes), changes));
        await commit(changes, durability === 'strict' || outlives === 'machine');
        return result;
      }),
    forget: () => inTurn([], () => records.compact(FORGET_MAX_BYTES)),
    close() {
      void last.then(() => {
        if (isClosed) return;
        isClosed = true;
        records.close();
        lock.release();
      });
    },
  };
}

const gone = (folder: string): ParqueueError =>
  new ParqueueError('storage_failed', `the folder ${folder} is closed, or another process has taken it over`);
