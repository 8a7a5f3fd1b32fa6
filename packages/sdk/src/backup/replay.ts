import type { Area, Areas, Key, Writing } from '../store/store.ts';
import type { BackupFile, BackupFiles, CopyFiles, FileIndex } from './backupFiles.ts';
import { LOGS, TAIL, type WholeCopy, type WholeTails } from './backupRecord.ts';
import { type Counts, countChange, decodeItems, noCounts } from './changes.ts';
import { generationOf, HEAD_BYTES, readFrames } from './frames.ts';

/** Puts back all that the copy has, into an empty database; false where there is none. */
export async function replay(files: BackupFiles, t: Writing): Promise<boolean> {
  const file = latest(files);
  if (file === undefined) return false;
  const generation = generationOf(files[file].backup) ?? 0;
  const begin = {
    state: 'whole',
    file,
    generation,
    sizeBytes: HEAD_BYTES,
    putCount: 0,
    goneCount: 0,
  } as const;
  await redo(files, { backup: begin, backupBlocks: begin }, t);
  return true;
}

/** Whether a copy has more than its database knows of. */
export const isAhead = (files: BackupFiles, tails: WholeTails): boolean =>
  LOGS.some((log) => {
    const { file, sizeBytes } = tails[log];
    return readFrames(files[file][log], sizeBytes).next().done !== true;
  });

/** Does again what stands in the logs behind what the database knows of, in the order in which it was said. */
export async function redo(files: BackupFiles, known: WholeTails, t: Writing): Promise<void> {
  const counts = noCounts();
  const sizes: Partial<Record<keyof WholeTails, number>> = {};
  for (const log of LOGS) {
    const { file, sizeBytes } = known[log];
    for (const { items, endsAt } of readFrames(files[file][log], sizeBytes)) {
      const changes = [...decodeItems(items)];
      await Promise.all(changes.map(([area, key, value]) => apply(t, area, key, value)));
      for (const [area, , value] of changes) countChange(counts, area, value === undefined);
      sizes[log] = endsAt;
    }
  }
  for (const log of LOGS) await t.put(log, TAIL, advance(known[log], counts[log], sizes[log]));
}

const advance = (
  known: WholeCopy,
  { putCount, goneCount }: Counts,
  sizeBytes = known.sizeBytes,
): WholeCopy => ({
  ...known,
  sizeBytes,
  putCount: known.putCount + putCount,
  goneCount: known.goneCount + goneCount,
});

const apply = (t: Writing, area: Area, key: Key, value: unknown): Promise<void> =>
  value === undefined ? t.delete(area, key) : t.put(area, key, value as Areas[Area]);

/**
 * The copy that was written last. One that was begun later, and to which nothing came since, may never have been committed: then the
 * other, where it is still there, has gone on, and else it says the same.
 */
function latest(files: BackupFiles): FileIndex | undefined {
  const generation = (file: FileIndex) => generationOf(files[file].backup) ?? 0;
  const begun = ([0, 1] as const).filter((file) => framesSinceBegun(files[file]) !== undefined);
  const [newer, older] = begun.toSorted((a, b) => generation(b) - generation(a));
  if (newer === undefined || older === undefined) return newer;
  return framesSinceBegun(files[newer]) === 0 ? older : newer;
}

/** How many frames came after those that a copy begins with; undefined where it was not begun to the end, or is of two. */
function framesSinceBegun(copy: CopyFiles): number | undefined {
  const counts = LOGS.map((log) => framesSince(copy[log]));
  if (generationOf(copy.backup) !== generationOf(copy.backupBlocks)) return undefined;
  return counts.some((count) => count === undefined) ? undefined : Math.max(...(counts as number[]));
}

function framesSince(file: BackupFile): number | undefined {
  if (generationOf(file) === undefined) return undefined;
  let count: number | undefined;
  for (const { isLast } of readFrames(file)) {
    if (isLast) count = 0;
    else if (count !== undefined) count++;
  }
  return count;
}
