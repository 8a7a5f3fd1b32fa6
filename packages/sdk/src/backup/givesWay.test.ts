import { expect, test } from 'vitest';
import { bytesOf, copyOf, namesIn, openPair, putBytes, tailOf } from '../testing/backupRig.ts';
import { createMemoryMark, openMemoryFiles } from '../testing/memoryFiles.ts';
import { backUp } from './backUp.ts';
import { unbacked } from './unbacked.ts';

const isFullError = expect.objectContaining({ name: 'QuotaExceededError' });

/** A disk that is full from some time on. */
async function openFilling() {
  const pair = await openPair();
  let isFull = false;
  const files = openMemoryFiles(pair.disks, (sizeBytes) => (isFull ? 0 : sizeBytes));
  const store = await backUp(pair.database, files, createMemoryMark(), () => {});
  return { ...pair, store, fill: (now: boolean) => (isFull = now) };
}

const large = (name: string) => [name, ...new Array<number>(100_000).fill(1)] as const;

test('[ST5] [R2] what the copy has no room for is not stored, and what was stays in both', async () => {
  const { database, disks, store, fill } = await openFilling();
  await putBytes(store, 'a', 1);
  fill(true);
  for (const name of ['b', 'c', 'd', 'e']) await putBytes(store, ...large(name)).catch(() => {});
  await expect(putBytes(store, ...large('f'))).rejects.toEqual(isFullError);
  const names = await namesIn(store);
  expect(names).toContainEqual(['a']);
  expect(names).not.toContainEqual(['f']);
  expect(await namesIn((await openPair({ disks })).store)).toEqual(names);
  expect(await tailOf(database)).toMatchObject({ state: 'whole' });
  fill(false);
  await putBytes(store, ...large('f'));
  expect(await namesIn((await openPair({ disks })).store)).toEqual([...names, ['f']]);
});

test('[ST5] what was delivered from a full disk is noted as gone, hundreds of times, and the copy stays', async () => {
  const { disks, store, fill } = await openFilling();
  for (let i = 0; i < 300; i++) await putBytes(store, `${i}`, 1);
  fill(true);
  while (
    await putBytes(store, 'more', ...new Array<number>(1_000).fill(1)).then(
      () => true,
      () => false,
    )
  );
  for (let i = 0; i < 300; i++) await store.write(['shardBytes'], (t) => t.delete('shardBytes', [`${i}`]));
  const names = await namesIn(store);
  expect(names).toEqual([['more']]);
  expect(await namesIn((await openPair({ disks })).store)).toEqual(names);
});

test('[ST5] [R2] where there is no room to begin the copy anew, the one in use goes on', async () => {
  const { database, disks, store, fill } = await openFilling();
  const mebibyte = new Uint8Array(1024 * 1024);
  for (let i = 0; i < 10; i++)
    await store.write(['shardBytes'], (t) => t.put('shardBytes', [`${i}`], mebibyte));
  fill(true);
  for (let i = 0; i < 6; i++) await store.write(['shardBytes'], (t) => t.delete('shardBytes', [`${i}`]));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await tailOf(database)).toMatchObject({ state: 'whole', generation: 1 });
  await store.write(['shardBytes'], (t) => t.delete('shardBytes', ['6']));
  expect(await namesIn((await openPair({ disks })).store)).toEqual([['7'], ['8'], ['9']]);
});

test('[ST5] where not even that has room, the copy gives way; once all is delivered it is begun anew', async () => {
  const { database, disks, store, fill } = await openFilling();
  await putBytes(store, 'a', 1);
  await putBytes(store, 'b', 2);
  fill(true);
  for (let i = 0; i < 30_000 && (await tailOf(database))?.state === 'whole'; i++)
    await store.write(['shardBytes'], (t) => t.delete('shardBytes', ['a']));
  expect(await tailOf(database)).toEqual({ state: 'broken' });
  expect(bytesOf(disks).map(({ length }) => length)).toEqual([0, 0]);
  await putBytes(store, 'c', 3);
  expect(await namesIn((await openPair({ disks })).store)).toEqual([]);
  fill(false);
  await store.forget?.();
  expect(await namesIn((await openPair({ disks })).store)).toEqual([['b'], ['c']]);
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
