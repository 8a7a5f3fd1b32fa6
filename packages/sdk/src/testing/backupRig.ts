import { backUp, type Deletion } from '../backup/backUp.ts';
import type { BrokenMark } from '../backup/backupFiles.ts';
import { TAIL } from '../backup/backupRecord.ts';
import { UNCOPIED } from '../backup/changes.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import { ALL_AREAS, type Store } from '../store/store.ts';
import { type CopyDisks, createDisks, createMemoryMark, type Disks, openMemoryFiles } from './memoryFiles.ts';

/** A store with its copy; another database on the same disks is what a browser leaves that deleted the first. */
export async function openPair({
  database = createMemoryStore(),
  disks = createDisks(),
  mark = createMemoryMark(),
}: Partial<Pair> = {}) {
  const deletions: Deletion[] = [];
  const store = await backUp(database, openMemoryFiles(disks), mark, (one) => void deletions.push(one));
  return { database, disks, mark, store, deletions };
}

interface Pair {
  readonly database: Store;
  readonly disks: Disks;
  readonly mark: BrokenMark;
}

/** Everything of a store that has a second copy. */
export async function contentsOf(store: Store): Promise<unknown> {
  const areas = ALL_AREAS.filter((area) => !UNCOPIED.has(area));
  return store.read(areas, async (t) => {
    const all: unknown[] = [];
    for (const area of areas) all.push([area, await t.list(area)]);
    return all;
  });
}

export const putBytes = (store: Store, name: string, ...bytes: number[]) =>
  store.write(['shardBytes'], (t) => t.put('shardBytes', [name], Uint8Array.from(bytes)));

export const putBlock = (store: Store, index: number) =>
  store.write(['blocks'], (t) => t.put('blocks', ['r', 0, index], blockOf(index)));

export const blockOf = (byte: number) => ({
  bytes: Uint8Array.of(byte, 4, 5),
  sampleCount: 1,
  minFrameBytes: 1,
  maxFrameBytes: 3,
});

export const blocksIn = async (store: Store) =>
  (await store.read(['blocks'], (t) => t.keys('blocks'))).map(([, , index]) => index);

export const bytesOf = (disks: Disks) => disks.map(({ backup }) => backup.bytes);

export const copyOf = ({ backup, backupBlocks }: CopyDisks, size = backup.bytes.length): CopyDisks => ({
  backup: { bytes: backup.bytes.slice(0, size) },
  backupBlocks: { bytes: backupBlocks.bytes.slice() },
});

export const namesIn = (store: Store) => store.read(['shardBytes'], (t) => t.keys('shardBytes'));

export const tailOf = (store: Store) => store.read(['backup'], (t) => t.get('backup', TAIL));

/** Where the last frame of the log of a database's copy ends. */
export async function endOf(database: Store): Promise<number> {
  const tail = await tailOf(database);
  if (tail?.state !== 'whole') throw new Error('there is no copy');
  return tail.sizeBytes;
}
