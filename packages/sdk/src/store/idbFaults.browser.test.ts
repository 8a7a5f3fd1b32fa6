import { afterEach, expect, test } from 'vitest';
import { injectIdbFaults } from '../testing/idbFaults.ts';
import { openDatabase } from './database.ts';
import { openIdbStore } from './idbStore.ts';
import { ALL_AREAS } from './store.ts';

const newName = () => `faults-${crypto.randomUUID()}`;
let faults: ReturnType<typeof injectIdbFaults> | undefined;
afterEach(() => {
  faults?.restore();
  faults = undefined;
});

async function storeWithFaults() {
  const store = await openIdbStore(indexedDB, newName());
  faults = injectIdbFaults();
  const write = () =>
    store.write(['shardBytes'], async (t) => {
      const count = (await t.get('shardBytes', ['n']))?.[0] ?? 0;
      await t.put('shardBytes', ['n'], Uint8Array.of(count + 1));
    });
  const count = async () => (await store.read(['shardBytes'], (t) => t.get('shardBytes', ['n'])))?.[0] ?? 0;
  return { store, faults, write, count };
}

test.each([
  ['aborts at the commit', 'abortCommits'],
  ['aborts at a put', 'abortPuts'],
  ['loses the connection', 'loseConnections'],
] as const)('[ST1] a write that the browser %s once is made again, and lands once', async (_, kind) => {
  const { store, faults, write, count } = await storeWithFaults();
  faults[kind](1);
  await write();
  expect(await count()).toBe(1);
  faults[kind](2);
  await expect(write()).rejects.toThrow();
  faults[kind](0);
  expect(await count()).toBe(1);
  await write();
  expect(await count()).toBe(2);
  store.close();
});

test('[ST1] a write that stalls is given up and made again on another connection, and lands once', async () => {
  const { store, faults, write, count } = await storeWithFaults();
  faults.stall(1);
  await write();
  expect(await count()).toBe(1);
  store.close();
});

test('[ST1] a storage that stalls for good is told as such, and can be had when it answers again', async () => {
  const { store, faults, write, count } = await storeWithFaults();
  faults.stall(2);
  await expect(write()).rejects.toMatchObject({ name: 'StallError' });
  await write();
  expect(await count()).toBe(1);
  store.close();
}, 30_000);

test('[ST1] storage without room is not asked twice, and has room later', async () => {
  const { store, faults, write, count } = await storeWithFaults();
  faults.fill(1);
  await expect(write()).rejects.toMatchObject({ name: 'QuotaExceededError' });
  await write();
  expect(await count()).toBe(1);
  store.close();
});

test('[ST1] an opening that never answers is given up', async () => {
  faults = injectIdbFaults();
  faults.hangOpens(1);
  await expect(openIdbStore(indexedDB, newName())).rejects.toThrow('took too long');
});

/** The database as a build makes it that knows these areas, at this version. */
async function otherBuild(name: string, version: number, areas: readonly string[]): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      for (const area of areas)
        if (!request.result.objectStoreNames.contains(area)) request.result.createObjectStore(area);
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

test('[ST2] a newer build adds its areas beside an old tab, which goes on with its own', async () => {
  const name = newName();
  const old = await openIdbStore(indexedDB, name);
  await old.write(['shardBytes'], (t) => t.put('shardBytes', ['old', 0], Uint8Array.of(1)));
  const newer = await otherBuild(name, 7, [...ALL_AREAS, 'ofTheFuture']);
  await old.write(['shardBytes'], (t) => t.put('shardBytes', ['old', 1], Uint8Array.of(2)));
  const put = newer.transaction('ofTheFuture', 'readwrite').objectStore('ofTheFuture').put(1, ['x']);
  await new Promise((resolve) => {
    put.onsuccess = resolve;
  });
  expect(await old.read(['shardBytes'], (t) => t.keys('shardBytes'))).toHaveLength(2);
  const later = await openIdbStore(indexedDB, name);
  expect(await later.read(['shardBytes'], (t) => t.keys('shardBytes'))).toHaveLength(2);
  newer.close();
  old.close();
  later.close();
});

test('[ST2] this build adds its areas to the database of an older one, and keeps what is there', async () => {
  const name = newName();
  const older = await otherBuild(name, 1, ['journal', 'shardBytes']);
  const put = older
    .transaction('shardBytes', 'readwrite')
    .objectStore('shardBytes')
    .put(Uint8Array.of(9), ['kept']);
  await new Promise((resolve) => {
    put.onsuccess = resolve;
  });
  const both = await Promise.all([openIdbStore(indexedDB, name), openIdbStore(indexedDB, name)]);
  for (const store of both) {
    expect(await store.read(['shardBytes'], (t) => t.get('shardBytes', ['kept']))).toEqual(Uint8Array.of(9));
    expect(await store.read(['exits'], (t) => t.keys('exits'))).toEqual([]);
    store.close();
  }
});

test('[ST2] tabs of several builds that come at once all have their areas', async () => {
  const name = newName();
  (await otherBuild(name, 1, ['journal'])).close();
  const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase(indexedDB, name)));
  const last = await openDatabase(indexedDB, name);
  expect([...last.objectStoreNames].toSorted()).toEqual([...ALL_AREAS].toSorted());
  for (const one of [...opened, last]) one.close();
});
