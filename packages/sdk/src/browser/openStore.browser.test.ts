import { afterEach, expect, test } from 'vitest';
import { TAIL } from '../backup/backupRecord.ts';
import { openIdbStore } from '../store/idbStore.ts';
import { brokenMark } from './openBackupFiles.ts';
import { openStore, openStoreWithoutFiles } from './openStore.ts';

// A page may not write files at once, as a service worker may not: what it does with a copy that a worker left.
let count = 0;
const newName = () => `parqueue/copies/${Date.now()}-${count++}`;

const folderOf = async (name: string, create = false) => {
  const all = await (await navigator.storage.getDirectory()).getDirectoryHandle('parqueue', { create });
  return all.getDirectoryHandle(encodeURIComponent(name), { create });
};

async function leaveCopy(name: string): Promise<void> {
  const file = await (await folderOf(name, true)).getFileHandle('a', { create: true });
  const writable = await file.createWritable();
  await writable.write('a copy');
  await writable.close();
}

afterEach(async () => {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry('parqueue', { recursive: true }).catch(() => {});
});

const put = (store: Awaited<ReturnType<typeof openStore>>) =>
  store.write(['shardBytes'], (t) => t.put('shardBytes', ['a'], Uint8Array.of(1)));

test('[ST5] who keeps no copy writes nothing into a database that waits to be restored from one', async () => {
  const name = newName();
  await leaveCopy(name);
  await expect(openStoreWithoutFiles(name)).rejects.toMatchObject({ code: 'storage_failed' });
  const store = await openStore(name, () => {});
  expect(store.kind).toBe('memory');
  await put(store);
  const database = await openIdbStore(indexedDB, name);
  expect(await database.read(['backup', 'shardBytes'], (t) => t.keys('shardBytes'))).toEqual([]);
  expect(await database.read(['backup'], (t) => t.get('backup', TAIL))).toBeUndefined();
  database.close();
});

test('[ST5] [R3] a copy that is about to be none is deleted, and the database says that there is none', async () => {
  const name = newName();
  const worker = await openIdbStore(indexedDB, name);
  const tail = { state: 'whole', file: 0, generation: 1, sizeBytes: 16, putCount: 0, goneCount: 0 } as const;
  await worker.write(['backup'], (t) => t.put('backup', TAIL, tail));
  worker.close();
  await leaveCopy(name);
  const store = await openStoreWithoutFiles(name);
  await expect(folderOf(name)).rejects.toThrow();
  await put(store);
  expect(await store.read(['backup'], (t) => t.get('backup', TAIL))).toEqual({ state: 'broken' });
  store.close();
});

test('[ST5] [R3] who keeps no copy says beside one that it is none any more, for a database that is gone before its owner has seen it', async () => {
  const name = newName();
  const store = await openStoreWithoutFiles(name);
  await put(store);
  expect(await brokenMark(name).isSet()).toBe(false);
  const worker = await openIdbStore(indexedDB, name);
  const tail = { state: 'whole', file: 0, generation: 1, sizeBytes: 16, putCount: 0, goneCount: 0 } as const;
  await worker.write(['backup'], (t) => t.put('backup', TAIL, tail));
  await put(store);
  expect(await brokenMark(name).isSet()).toBe(true);
  await brokenMark(name).clear();
  expect(await brokenMark(name).isSet()).toBe(false);
  // As a second tab does that saw it, too.
  await brokenMark(name).clear();
  worker.close();
  store.close();
});
