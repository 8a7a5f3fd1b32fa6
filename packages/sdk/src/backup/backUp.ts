import {
  ALL_AREAS,
  type Area,
  type Reading,
  type Store,
  type WriteOptions,
  type Writing,
} from '../store/store.ts';
import type { BackupFiles, BrokenMark } from './backupFiles.ts';
import {
  type BackupLog,
  type BackupRecord,
  LOGS,
  TAIL,
  type WholeCopy,
  type WholeTails,
} from './backupRecord.ts';
import { type Changes, noteChanges } from './changes.ts';
import { createCopyWriter } from './copyWriter.ts';
import { createFrameBuffer, type FrameBuffer } from './frameBuffer.ts';
import { generationOf } from './frames.ts';
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
 * Each write appends what it changes to a log, as the last thing in its transaction, and puts into the same transaction how long the log
 * is now. So the database says which part of the log counts, its writers of all tabs stand in one row, and what somebody left who was killed
 * before the commit is written over by the next. Only where the database is another one, and says nothing of a copy, do the logs speak for
 * themselves, to their last whole frames. Chromium tells of the deletion only whoever opens a database of the origin first, so that is not asked.
 *
 * What the copy has no room for is not stored at all. It is given up, until all is delivered or the next visit, where it cannot be written for
 * another reason, where not even deletions find room, or where somebody wrote who keeps none.
 */
export async function backUp(
  store: Store,
  files: BackupFiles,
  mark: BrokenMark,
  onDeleted: (deletion: Deletion) => void,
): Promise<Store> {
  const writer = createCopyWriter(files);
  /** Not while it is done, nor after there was no room for it. */
  let mayShrink = true;
  let isClosed = false;
  let runningCount = 0;
  /** Those that no transaction is at. */
  const frames: FrameBuffer[] = [];
  /** For a frame with nothing in it. */
  const barrier = createFrameBuffer();

  async function begin(): Promise<void> {
    const tails = await store.read(LOGS, readTails);
    if (tails.backup === undefined) return restore();
    if (!isWhole(tails) || !areThere(files, tails) || (await mark.isSet())) return rewrite();
    await emptyOther();
    if (isAhead(files, tails)) await catchUp();
  }

  /**
   * What a killed browser leaves of LevelDB's log may swallow what is written next, without a word: the database is back where it was.
   * Nobody has written to it since, so what the copy has beyond is done again, and with it what a killed tab did not come to commit.
   */
  const catchUp = () =>
    store.write(ALL_AREAS, async (t) => {
      const tails = await readTails(t);
      if (isWhole(tails) && areThere(files, tails)) await redo(files, tails, t);
    });

  /** Gives the database what it had; the first of several tabs does. */
  async function restore(): Promise<void> {
    const isBroken = await mark.isSet();
    const done = await store.write(ALL_AREAS, async (t) => {
      if ((await t.get('backup', TAIL)) !== undefined) return undefined;
      const isRestored = !isBroken && (await replay(files, t));
      if (!isRestored) await Promise.all(LOGS.map((log) => t.put(log, TAIL, { state: 'broken' })));
      return { isRestored };
    });
    const reason = store.deletedBecause?.() ?? (done?.isRestored ? 'it was gone' : undefined);
    if (done !== undefined && reason !== undefined) onDeleted({ reason, ...done });
    if (done?.isRestored !== true) await begin();
  }

  /** Begins the copy anew, or goes on without one. */
  async function rewrite(): Promise<void> {
    if (!(await takeNext())) writer.turnOff();
  }

  /** Gives whether another copy is in use now: where there is no room for it, the one before goes on. */
  async function takeNext(): Promise<boolean> {
    mayShrink = false;
    try {
      if (await mark.isSet()) await clearMark();
      await store.write(ALL_AREAS, (t) => takeSnapshot(files, t, createFrameBuffer()));
      await emptyOther();
      mayShrink = true;
    } catch {
      // Whoever needs another says so.
    }
    return mayShrink;
  }

  /** Until the next copy is whole, and its writers say so where they break it, there is none that the mark would be needed for. */
  async function clearMark(): Promise<void> {
    await store.write(LOGS, async (t) => {
      writer.empty();
      for (const log of LOGS) await t.put(log, TAIL, { state: 'broken' });
    });
    await mark.clear();
  }

  /** What the copy before had in it leaves the disk. */
  const emptyOther = () =>
    store.write(LOGS, async (t) => {
      const tail = await t.get('backup', TAIL);
      if (tail?.state !== 'whole') return;
      for (const log of LOGS) files[tail.file === 0 ? 1 : 0][log].truncate(0);
    });

  async function attempt<T>(
    areas: Parameters<Store['write']>[0],
    work: (t: Writing) => Promise<T>,
    options: WriteOptions | undefined,
  ): Promise<T> {
    const logs = logsOf(areas);
    let changes: Changes | undefined;
    let isLarge = false;
    const result = await store.write(
      [...areas, ...logs],
      async (t) => {
        // The store may try again, while the first try still writes into a frame of its own.
        const mine = noteChanges(frames.pop() ?? createFrameBuffer());
        changes = mine;
        // Asked for first, so that nothing waits for it in the end.
        const tails = writer.isOff ? [] : logs.map((log) => t.get(log, TAIL));
        for (const tail of tails) tail.catch(() => {});
        const result = await work(noting(t, mine));
        if (!mine.isEmpty) isLarge = append(t, logs, await Promise.all(tails), mine);
        return result;
      },
      options,
    );
    if (changes !== undefined) frames.push(changes.frame);
    if (isLarge && mayShrink) void takeNext();
    return result;
  }

  /** Gives whether the copy is to be begun anew. */
  function append(
    t: Writing,
    logs: readonly BackupLog[],
    tails: readonly (BackupRecord | undefined)[],
    { frame, counts }: Changes,
  ): boolean {
    if (!writer.isOff && tails.includes(undefined)) throw new DatabaseDeleted();
    const next = logs.map((log, i) => {
      // What changed stands in the last; in the other, what somebody left who was killed is written over all the same.
      const own = log === logs.at(-1) ? frame : noteChanges(barrier).frame;
      return [log, writer.append(log, tails[i], own, counts[log])] as const;
    });
    // The commit waits for them; the transaction fails when they do.
    for (const [log, tail] of next) t.put(log, TAIL, tail).catch(() => {});
    return next.some(([, tail]) => isOvergrown(tail));
  }

  async function write<T>(...given: Parameters<typeof attempt<T>>): Promise<T> {
    try {
      return await attempt(...given);
    } catch (error) {
      // The connection was lost, and the next one is to another database.
      if (!(error instanceof DatabaseDeleted)) throw error;
      await restore();
      return attempt(...given);
    }
  }

  function closeWhenDone(): void {
    if (isClosed && runningCount === 0) writer.close();
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
      // There may be room again, once all is delivered.
      if (writer.isOff) {
        writer.turnOn();
        return rewrite();
      }
      const tails = await store.read(LOGS, readTails);
      if (isWhole(tails) && aliveBytes(tails) <= FORGET_MAX_BYTES) await rewrite();
    },
    close() {
      isClosed = true;
      store.close();
      closeWhenDone();
    },
  };
}

type Tails = Readonly<Record<BackupLog, BackupRecord | undefined>>;

async function readTails(t: Reading): Promise<Tails> {
  const [backup, backupBlocks] = await Promise.all([t.get('backup', TAIL), t.get('backupBlocks', TAIL)]);
  return { backup, backupBlocks };
}

const isWhole = (tails: Tails): tails is WholeTails => LOGS.every((log) => tails[log]?.state === 'whole');

/** Whether both are of one copy, and the files have as much as they say. */
function areThere(files: BackupFiles, tails: WholeTails): boolean {
  const { file, generation } = tails.backup;
  if (tails.backupBlocks.generation !== generation) return false;
  return LOGS.every((log) => {
    const one = files[file][log];
    return generationOf(one) === generation && one.getSize() >= tails[log].sizeBytes;
  });
}

/**
 * The logs that a write of these areas goes into; what it changes stands in the last. Blocks alone are put and never deleted. Whoever deletes
 * some, or says what is whole, writes into both, so that no block of somebody who was killed comes back after it.
 */
function logsOf(areas: readonly Area[]): readonly BackupLog[] {
  if (!areas.includes('blocks')) return ['backup'];
  return areas.every((area) => area === 'blocks') ? ['backupBlocks'] : LOGS;
}

const isOvergrown = (tail: BackupRecord): boolean =>
  tail.state === 'whole' && tail.sizeBytes > REWRITE_MIN_BYTES && tail.goneCount * 2 > tail.putCount;

/** About. */
const aliveBytes = (tails: WholeTails): number => LOGS.reduce((sum, log) => sum + aliveIn(tails[log]), 0);

const aliveIn = ({ sizeBytes, putCount, goneCount }: WholeCopy): number =>
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
