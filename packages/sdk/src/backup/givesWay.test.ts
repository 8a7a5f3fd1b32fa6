import { expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { bytesOf, copyOf, namesIn, openPair, putBytes, tailOf } from '../testing/backupRig.ts';
import { createMemoryMark, openMemoryFiles } from '../testing/memoryFiles.ts';
import { backUp } from './backUp.ts';
import { unbacked } from './unbacked.ts';

test('[ST5] where the copy has no room, it gives way and rows go on; the next visit begins another', async () => {
  const { database, disks } = await openPair();
  let isFull = false;
  const files = openMemoryFiles(disks, (sizeBytes) => (isFull ? Math.min(sizeBytes, 20) : sizeBytes));
  const store = await backUp(database, files, createMemoryMark(), () => {});
  await putBytes(store, 'a', 1);
  isFull = true;
  await putBytes(store, 'b', 2);
  expect(bytesOf(disks).map(({ length }) => length)).toEqual([0, 0]);
  expect(await tailOf(database)).toEqual({ state: 'broken' });
  isFull = false;
  await putBytes(store, 'c', 3);
  expect(await namesIn((await openPair({ disks })).store)).toEqual([]);
  await openPair({ disks, database });
  expect(await namesIn((await openPair({ disks })).store)).toEqual([['a'], ['b'], ['c']]);
});

test('[ST5] where the database has no room, the copy gives its own back, and the rows are tried again', async () => {
  const { database, disks } = await openPair();
  const full: Store = {
    ...database,
    write: (areas, work) =>
      database.write(areas, async (t) => {
        const result = await work(t);
        if (
          bytesOf(disks).some(({ length }) => length > 0) &&
          areas.includes('shardBytes') &&
          !areas.includes('exits')
        )
          throw new DOMException('full', 'QuotaExceededError');
        return result;
      }),
  };
  const store = await backUp(full, openMemoryFiles(disks), createMemoryMark(), () => {});
  await putBytes(store, 'a', 1);
  expect(await namesIn(store)).toEqual([['a']]);
});

test('[ST5] [R3] where somebody wrote who keeps no copy, the old one is never taken for the database, even where no owner came to see it', async () => {
  const { store, database, disks, mark } = await openPair();
  await putBytes(store, 'a', 1);
  await unbacked(database, mark).write(['shardBytes'], (t) => t.delete('shardBytes', ['a']));
  expect(
    await namesIn((await openPair({ disks: [copyOf(disks[0]), copyOf(disks[1])], mark })).store),
  ).toEqual([]);
  await mark.set();
  await putBytes(store, 'b', 2);
  expect(await namesIn((await openPair({ disks, mark })).store)).toEqual([]);
  await mark.set();
  // The next visit begins with what is there.
  await openPair({ disks, database, mark });
  expect(await mark.isSet()).toBe(false);
  expect(await namesIn((await openPair({ disks, mark })).store)).toEqual([['b']]);
});
