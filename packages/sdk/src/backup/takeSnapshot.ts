import { AREAS, type Writing } from '../store/store.ts';
import type { BackupFiles, FileIndex } from './backupFiles.ts';
import { TAIL } from './backupRecord.ts';
import { type Changes, noteChanges, UNCOPIED } from './changes.ts';
import { appendFrame, beginFile, generationOf } from './frames.ts';

const FRAME_BYTES = 256 * 1024;

/** Begins a copy with all that the database has now, in the file that is not in use. */
export async function takeSnapshot(files: BackupFiles, t: Writing): Promise<void> {
  const tail = await t.get('backup', TAIL);
  const inUse = tail?.state === 'whole' ? tail : undefined;
  const file: FileIndex = inUse?.file === 0 ? 1 : 0;
  const generation = 1 + Math.max(...files.map((one) => generationOf(one) ?? 0), inUse?.generation ?? 0);
  try {
    let sizeBytes = beginFile(files[file], generation);
    const flush = (changes: Changes, isLast: boolean) => {
      const { text, parts } = changes.encode(isLast);
      sizeBytes = appendFrame(files[file], sizeBytes, text, parts);
    };
    let changes = noteChanges();
    for (const area of AREAS) {
      if (UNCOPIED.has(area)) continue;
      for (const key of await t.keys(area)) {
        const value = await t.get(area, key);
        if (value !== undefined) changes.put(area, key, value);
        if (changes.sizeBytes < FRAME_BYTES) continue;
        flush(changes, false);
        changes = noteChanges();
      }
    }
    flush(changes, true);
    await t.put('backup', TAIL, { state: 'whole', file, generation, sizeBytes, baseBytes: sizeBytes });
  } catch (error) {
    // Its generation is the highest: where the database is gone, it would be taken for the copy.
    files[file].truncate(0);
    throw error;
  }
}
