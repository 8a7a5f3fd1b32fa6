import type { Area, Areas, Key, Writing } from '../store/store.ts';
import type { BackupFile, BackupFiles, FileIndex } from './backupFiles.ts';
import type { WholeCopy } from './backupRecord.ts';
import { decodeItems, LARGE } from './changes.ts';
import { generationOf, readFrames } from './frames.ts';

/** Puts back what the copy has, in the order in which it was said; undefined where there is none. */
export async function replay(files: BackupFiles, t: Writing): Promise<WholeCopy | undefined> {
  const file = newest(files);
  if (file === undefined) return undefined;
  const copy = { sizeBytes: 0, putCount: 0, goneCount: 0 };
  for (const { items, endsAt } of readFrames(files[file])) {
    const changes = [...decodeItems(items)];
    await Promise.all(changes.map(([area, key, value]) => apply(t, area, key, value)));
    for (const [area, , value] of changes) {
      if (LARGE.has(area)) copy[value === undefined ? 'goneCount' : 'putCount']++;
    }
    copy.sizeBytes = endsAt;
  }
  return { state: 'whole', file, generation: generationOf(files[file]) ?? 0, ...copy };
}

const apply = (t: Writing, area: Area, key: Key, value: unknown): Promise<void> =>
  value === undefined ? t.delete(area, key) : t.put(area, key, value as Areas[Area]);

/** The file that was begun last, of those that were begun to the end. */
function newest(files: BackupFiles): FileIndex | undefined {
  const begun = ([0, 1] as const).filter((file) => isBegun(files[file]));
  return begun.toSorted((a, b) => (generationOf(files[b]) ?? 0) - (generationOf(files[a]) ?? 0))[0];
}

function isBegun(file: BackupFile): boolean {
  if (generationOf(file) === undefined) return false;
  for (const { isLast } of readFrames(file)) if (isLast) return true;
  return false;
}
