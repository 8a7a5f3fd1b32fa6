import { ALL_AREAS, type Store, type WriteOptions, type Writing } from '../store/store.ts';
import type { BackupFiles, FileIndex } from './backupFiles.ts';
import { type BackupRecord, TAIL, type WholeCopy } from './backupRecord.ts';
import { type Changes, noteChanges } from './changes.ts';
import { createFrameBuffer, type FrameBuffer } from './frameBuffer.ts';
import { appendFrame, generationOf } from './frames.ts';
import { isAhead, redo, replay } from './replay.ts';
import { takeSnapshot } from './takeSnapshot.ts';

/** The browser deleted the database. */
export interface Deletion {
  /** In the browser's words. */
  readonly reason: string;
  /** What had been in it is there again. */
  readonly isRestored: boolean;
}

/** A copy is written anew when it is as large as this, and most of what was put into it is gone. */
const REWRITE_MIN_BYTES = 8 * 1024 * 1024;

/** More than this is not copied because one thing was deleted: nothing else is stored meanwhile. */
const FORGET_MAX_BYTES = 64 * 1024 * 1024;

/**
 * Keeps a second copy of a store in files, for a browser that loses the first: Chromium deletes a database that it finds corrupt, which a kill
 * can leave behind (docs/LOSS.md says how).
 *
 * Each write appends what it changes to the file, as the last thing in its transaction, and puts into the same transaction how long the file
 * is now. So the database says which part of the file counts, writers of all tabs stand in one row, and what somebody left who was killed
 * before the commit is written over by the next. Only where the database is another one, and says nothing of a copy, does the file speak for
 * itself, to its last whole frame. Chromium tells of the deletion only whoever opens a database of the origin first, so that is not asked.
 *
 * The copy gives way: where it cannot be written, or somebody wrote who keeps none, it is given up until the next visit.
 */
export async function backUp(
  store: Store,
  files: BackupFiles,
  onDeleted: (deletion: Deletion) => void,
): Promise<Store> {
  let isOff = false;
  let isRewriting = false;
  let isClosed = false;
  let runningCount = 0;
  /** Those that no transaction is at. */
  const frames: FrameBuffer[] = [];

  const readTail = () => store.read(['backup'], (t) => t.get('backup', TAIL));

  async function begin(): Promise<void> {
    const tail = await readTail();
    if (tail === undefined) return restore();
    if (tail.state !== 'whole' || !isThere(tail)) return rewrite();
    await emptyOther();
    if (isAhead(files, tail)) await catchUp();
  }

  /**
   * What a killed browser leaves of LevelDB's log may swallow what is written next, without a word: the database is back where it was.
   * Nobody has written to it since, so what the file has beyond is done again, and with it what a killed tab did not come to commit.
   */
  const catchUp = () =>
    store.write(ALL_AREAS, async (t) => {
      const tail = await t.get('backup', TAIL);
      if (tail?.state === 'whole' && isThere(tail)) await t.put('backup', TAIL, await redo(files, tail, t));
    });

  const isThere = ({ file, generation, sizeBytes }: WholeCopy): boolean =>
    generationOf(files[file]) === generation && files[file].getSize() >= sizeBytes;

  /** Gives the database what it had; the first of several tabs does. */
  async function restore(): Promise<void> {
    const done = await store.write(ALL_AREAS, async (t) => {
      if ((await t.get('backup', TAIL)) !== undefined) return undefined;
      const copy = await replay(files, t);
      await t.put('backup', TAIL, copy ?? { state: 'broken' });
      return { isRestored: copy !== undefined };
    });
    const reason = store.deletedBecause?.() ?? (done?.isRestored ? 'it was gone' : undefined);
    if (done !== undefined && reason !== undefined) onDeleted({ reason, ...done });
    if (done?.isRestored !== true) await begin();
  }

  async function rewrite(): Promise<void> {
    isRewriting = true;
    try {
      await store.write(ALL_AREAS, (t) => takeSnapshot(files, t, createFrameBuffer()));
      await emptyOther();
    } catch {
      turnOff();
    } finally {
      isRewriting = false;
    }
  }

  /** What the copy before had in it leaves the disk. */
  const emptyOther = () =>
    store.write(['backup'], async (t) => {
      const tail = await t.get('backup', TAIL);
      if (tail?.state === 'whole') files[otherOf(tail.file)].truncate(0);
    });

  /** Gives its room back, too. A file without its beginning is no copy, whatever other tabs still append to it. */
  function turnOff(): void {
    isOff = true;
    for (const file of files) {
      try {
        file.truncate(0);
      } catch {
        // It is closed, or nothing can be done with it: no frame will be read from it, for its generation is not the next one's.
      }
    }
  }

  function append(tail: BackupRecord | undefined, changes: Changes): BackupRecord {
    if (tail?.state === 'whole') {
      try {
        const putCount = tail.putCount + changes.putCount;
        const goneCount = tail.goneCount + changes.goneCount;
        const sizeBytes = appendFrame(files[tail.file], tail.sizeBytes, changes.frame);
        return { ...tail, sizeBytes, putCount, goneCount };
      } catch {
        // There is no room, or no file any more: the database goes on alone.
      }
    }
    turnOff();
    return { state: 'broken' };
  }

  async function attempt<T>(
    areas: Parameters<Store['write']>[0],
    work: (t: Writing) => Promise<T>,
    options: WriteOptions | undefined,
  ): Promise<T> {
    let next: BackupRecord | undefined;
    let frame: FrameBuffer | undefined;
    const result = await store.write(
      [...areas, 'backup'],
      async (t) => {
        // The store may try again, while the first try still writes into a frame of its own.
        next = undefined;
        frame = frames.pop() ?? createFrameBuffer();
        // Asked for first, so that nothing waits for it in the end.
        const tail = isOff ? undefined : t.get('backup', TAIL);
        tail?.catch(() => {});
        const changes = noteChanges(frame);
        const result = await work(noting(t, changes));
        if (changes.isEmpty) return result;
        const found = await tail;
        if (!isOff && found === undefined) throw new DatabaseDeleted();
        next = append(found, changes);
        // The commit waits for it; the transaction fails when it does.
        t.put('backup', TAIL, next).catch(() => {});
        return result;
      },
      options,
    );
    if (frame !== undefined) frames.push(frame);
    if (next?.state === 'whole' && !isRewriting && isOvergrown(next)) void rewrite();
    return result;
  }

  async function write<T>(...given: Parameters<typeof attempt<T>>): Promise<T> {
    try {
      return await attempt(...given);
    } catch (error) {
      // The connection was lost, and the next one is to another database.
      if (error instanceof DatabaseDeleted) await restore();
      else if ((error as Error).name === 'QuotaExceededError' && !isOff) turnOff();
      else throw error;
      return attempt(...given);
    }
  }

  function closeWhenDone(): void {
    if (isClosed && runningCount === 0) for (const file of files) file.close();
  }

  await begin();
  return {
    kind: store.kind,
    read: store.read,
    async write(areas, work, options) {
      runningCount++;
      try {
        return await write(areas, work, options);
      } finally {
        runningCount--;
        closeWhenDone();
      }
    },
    async forget() {
      const tail = isOff ? undefined : await readTail();
      if (tail?.state === 'whole' && aliveBytes(tail) <= FORGET_MAX_BYTES) await rewrite();
    },
    close() {
      isClosed = true;
      store.close();
      closeWhenDone();
    },
  };
}

const otherOf = (file: FileIndex): FileIndex => (file === 0 ? 1 : 0);

const isOvergrown = ({ sizeBytes, putCount, goneCount }: WholeCopy): boolean =>
  sizeBytes > REWRITE_MIN_BYTES && goneCount * 2 > putCount;

/** About. */
const aliveBytes = ({ sizeBytes, putCount, goneCount }: WholeCopy): number =>
  putCount === 0 ? 0 : (sizeBytes * (putCount - goneCount)) / putCount;

class DatabaseDeleted extends Error {}

const noting = (t: Writing, changes: Changes): Writing => ({
  ...t,
  // Asked for first: the browser works while the change is noted.
  put(area, key, value) {
    const done = t.put(area, key, value);
    changes.put(area, key, value);
    return done;
  },
  delete(area, key) {
    const done = t.delete(area, key);
    changes.delete(area, key);
    return done;
  },
});
