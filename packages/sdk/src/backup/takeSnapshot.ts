import { AREAS, type Writing } from '../store/store.ts';
import type { BackupFiles, FileIndex } from './backupFiles.ts';
import { TAIL } from './backupRecord.ts';
import { noteChanges, UNCOPIED } from './changes.ts';
import type { FrameBuffer } from './frameBuffer.ts';
import { appendFrame, beginFile, generationOf } from './frames.ts';

const FRAME_BYTES = 256 * 1024;

/** Begins a copy with all that the database has now, in the file that is not in use. */
export async function takeSnapshot(files: BackupFiles, t: Writing, frame: FrameBuffer): Promise<void> {
  const tail = await t.get('backup', TAIL);
  const inUse = tail?.state === 'whole' ? tail : undefined;
  const file: FileIndex = inUse?.file === 0 ? 1 : 0;
  const generation = 1 + Math.max(...files.map((one) => generationOf(one) ?? 0), inUse?.generation ?? 0);
  try {
    let sizeBytes = beginFile(files[file], generation);
    let putCount = 0;
    let changes = noteChanges(frame);
    for (const area of AREAS) {
      if (UNCOPIED.has(area)) continue;
      for (const key of await t.keys(area)) {
        const value = await t.get(area, key);
        if (value !== undefined) changes.put(area, key, value);
        if (frame.length < FRAME_BYTES) continue;
        sizeBytes = appendFrame(files[file], sizeBytes, frame);
        putCount += changes.putCount;
        changes = noteChanges(frame);
      }
    }
    sizeBytes = appendFrame(files[file], sizeBytes, frame, true);
    putCount += changes.putCount;
    await t.put('backup', TAIL, { state: 'whole', file, generation, sizeBytes, putCount, goneCount: 0 });
  } catch (error) {
    // Its generation is the highest: where the database is gone, it would be taken for the copy.
    files[file].truncate(0);
    throw error;
  }
}
