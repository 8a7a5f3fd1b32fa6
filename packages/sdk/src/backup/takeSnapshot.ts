import { AREAS, type Area, type Reading, type Writing } from '../store/store.ts';
import type { BackupFile, BackupFiles, FileIndex } from './backupFiles.ts';
import { type BackupLog, LOGS, TAIL, type WholeCopy } from './backupRecord.ts';
import { noteChanges, UNCOPIED } from './changes.ts';
import type { FrameBuffer } from './frameBuffer.ts';
import { appendFrame, beginFile, generationOf } from './frames.ts';
import { makeRoom, RESERVE_BYTES } from './makeRoom.ts';

const FRAME_BYTES = 256 * 1024;

/** Begins a copy with all that the database has now, in the files that are not in use. */
export async function takeSnapshot(files: BackupFiles, t: Writing, frame: FrameBuffer): Promise<void> {
  const tail = await t.get('backup', TAIL);
  const inUse = tail?.state === 'whole' ? tail : undefined;
  const file: FileIndex = inUse?.file === 0 ? 1 : 0;
  const begun = files.flatMap((copy) => LOGS.map((log) => generationOf(copy[log]) ?? 0));
  const generation = 1 + Math.max(...begun, inUse?.generation ?? 0);
  try {
    for (const log of LOGS) {
      const done = await writeAreas(files[file][log], generation, log, t, frame);
      await t.put(log, TAIL, { state: 'whole', file, generation, goneCount: 0, ...done });
    }
  } catch (error) {
    // Its generation is the highest: where the database is gone, it would be taken for the copy.
    for (const log of LOGS) files[file][log].truncate(0);
    throw error;
  }
}

async function writeAreas(
  file: BackupFile,
  generation: number,
  log: BackupLog,
  t: Reading,
  frame: FrameBuffer,
): Promise<Pick<WholeCopy, 'sizeBytes' | 'putCount'>> {
  let sizeBytes = beginFile(file, generation);
  let putCount = 0;
  let changes = noteChanges(frame);
  function endFrame(isLast: boolean): void {
    sizeBytes = appendFrame(file, sizeBytes, frame, isLast);
    putCount += changes.counts[log].putCount;
    changes = noteChanges(frame);
  }
  for (const area of AREAS.filter((area) => isIn(area, log))) {
    for (const key of await t.keys(area)) {
      const value = await t.get(area, key);
      if (value !== undefined) changes.put(area, key, value);
      if (frame.length >= FRAME_BYTES) endFrame(false);
    }
  }
  endFrame(true);
  makeRoom(file, sizeBytes + RESERVE_BYTES);
  return { sizeBytes, putCount };
}

const isIn = (area: Area, log: BackupLog): boolean =>
  !UNCOPIED.has(area) && (area === 'blocks') === (log === 'backupBlocks');
