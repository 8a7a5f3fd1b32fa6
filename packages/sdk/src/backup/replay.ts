import type { Area, Areas, Key, Writing } from '../store/store.ts';
import type { BackupFile, BackupFiles, FileIndex } from './backupFiles.ts';
import type { WholeCopy } from './backupRecord.ts';
import { decodeItems, LARGE } from './changes.ts';
import { generationOf, HEAD_BYTES, readFrames } from './frames.ts';

/** Puts back all that the copy has, into an empty database; undefined where there is none. */
export async function replay(files: BackupFiles, t: Writing): Promise<WholeCopy | undefined> {
  const file = latest(files);
  if (file === undefined) return undefined;
  const generation = generationOf(files[file]) ?? 0;
  const begin = {
    state: 'whole',
    file,
    generation,
    sizeBytes: HEAD_BYTES,
    putCount: 0,
    goneCount: 0,
  } as const;
  return redo(files, begin, t);
}

/** Whether a file has more than its database knows of. */
export function isAhead(files: BackupFiles, { file, sizeBytes }: WholeCopy): boolean {
  return readFrames(files[file], sizeBytes).next().done !== true;
}

/** Does again what stands in a file behind what its database knows of, in the order in which it was said. */
export async function redo(files: BackupFiles, known: WholeCopy, t: Writing): Promise<WholeCopy> {
  let { sizeBytes, putCount, goneCount } = known;
  for (const { items, endsAt } of readFrames(files[known.file], sizeBytes)) {
    const changes = [...decodeItems(items)];
    await Promise.all(changes.map(([area, key, value]) => apply(t, area, key, value)));
    const large = changes.filter(([area]) => LARGE.has(area));
    const gone = large.filter(([, , value]) => value === undefined);
    putCount += large.length - gone.length;
    goneCount += gone.length;
    sizeBytes = endsAt;
  }
  return { ...known, sizeBytes, putCount, goneCount };
}

const apply = (t: Writing, area: Area, key: Key, value: unknown): Promise<void> =>
  value === undefined ? t.delete(area, key) : t.put(area, key, value as Areas[Area]);

/**
 * The file that was written last. One that was begun later, and to which nothing came since, may never have been committed: then the
 * other, where it is still there, has gone on, and else it says the same.
 */
function latest(files: BackupFiles): FileIndex | undefined {
  const begun = ([0, 1] as const).filter((file) => framesSinceBegun(files[file]) !== undefined);
  const [newer, older] = begun.toSorted(
    (a, b) => (generationOf(files[b]) ?? 0) - (generationOf(files[a]) ?? 0),
  );
  if (newer === undefined || older === undefined) return newer;
  return framesSinceBegun(files[newer]) === 0 ? older : newer;
}

/** How many frames came after those that a file begins with; undefined where it was not begun to the end. */
function framesSinceBegun(file: BackupFile): number | undefined {
  if (generationOf(file) === undefined) return undefined;
  let count: number | undefined;
  for (const { isLast } of readFrames(file)) {
    if (isLast) count = 0;
    else if (count !== undefined) count++;
  }
  return count;
}
