import { expect, test } from 'vitest';
import { openIdbStore } from './idbStore.ts';
import { storeContract } from './store.contract.ts';

let opened = 0;
const newName = () => `contract-${Date.now()}-${opened++}`;

storeContract('on IndexedDB', () => openIdbStore(indexedDB, newName()));

test('[R2] what was written is there when the database is opened again', async () => {
  const name = newName();
  const first = await openIdbStore(indexedDB, name);
  await first.write(['shardBytes'], (t) => t.put('shardBytes', ['rec', 0, 0], Uint8Array.of(5)));
  first.close();
  const second = await openIdbStore(indexedDB, name);
  expect(await second.read(['shardBytes'], (t) => t.get('shardBytes', ['rec', 0, 0]))).toEqual(
    Uint8Array.of(5),
  );
  second.close();
});

test('two stores on one database take turns: no increment is lost', async () => {
  const name = newName();
  const stores = await Promise.all([openIdbStore(indexedDB, name), openIdbStore(indexedDB, name)]);
  const zero = { appended: 0, accepted: 0, committed: 0, dead: 0, dropped: {} };
  await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      stores[i % 2]!.write(['counters'], async (t) => {
        const counts = (await t.get('counters', ['t'])) ?? zero;
        await t.put('counters', ['t'], { ...counts, appended: counts.appended + 1 });
      }),
    ),
  );
  expect((await stores[0].read(['counters'], (t) => t.get('counters', ['t'])))?.appended).toBe(30);
  for (const store of stores) store.close();
});

test('[R4] a commit that the browser refuses rejects the write', async () => {
  const store = await openIdbStore(indexedDB, newName());
  const commit = IDBTransaction.prototype.commit;
  IDBTransaction.prototype.commit = function abortInstead() {
    this.abort();
  };
  try {
    await expect(
      store.write(['shardBytes'], (t) => t.put('shardBytes', ['x', 0, 0], Uint8Array.of(1))),
    ).rejects.toThrow();
  } finally {
    IDBTransaction.prototype.commit = commit;
  }
  expect(await store.read(['shardBytes'], (t) => t.keys('shardBytes'))).toEqual([]);
  store.close();
});

test('the connection is opened again when the browser closed it under us', async () => {
  const name = newName();
  const store = await openIdbStore(indexedDB, name);
  // Deleting the database makes every open connection close itself, as a newer tab would.
  const other = indexedDB.deleteDatabase(name);
  await new Promise((resolve) => {
    other.onsuccess = resolve;
  });
  await store.write(['shardBytes'], (t) => t.put('shardBytes', ['x', 0, 0], Uint8Array.of(1)));
  expect(await store.read(['shardBytes'], (t) => t.keys('shardBytes'))).toHaveLength(1);
  store.close();
});

test('[R6] a reading that the browser ends leaves no rejection behind', async () => {
  const store = await openIdbStore(indexedDB, newName());
  const unhandled: unknown[] = [];
  const note = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  window.addEventListener('unhandledrejection', note);
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function abortSoon(this: IDBDatabase, ...given) {
    const begun = transaction.apply(this, given);
    queueMicrotask(() => begun.abort());
    return begun;
  };
  try {
    await expect(store.read(['shardBytes'], (t) => t.list('shardBytes'))).rejects.toThrow();
  } finally {
    IDBDatabase.prototype.transaction = transaction;
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  window.removeEventListener('unhandledrejection', note);
  expect(unhandled).toEqual([]);
  store.close();
});

test('[R2] a connection that cannot be had again for a while can be had later', async () => {
  let refusals = 0;
  const factory = {
    open(name: string, version?: number) {
      if (refusals-- > 0) throw new DOMException('not now', 'UnknownError');
      return indexedDB.open(name, version);
    },
  } as IDBFactory;
  const name = newName();
  const store = await openIdbStore(factory, name);
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = () => {
    throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
  };
  refusals = 2;
  const write = () => store.write(['shardBytes'], (t) => t.put('shardBytes', ['x', 0, 0], Uint8Array.of(1)));
  await expect(write()).rejects.toThrow();
  IDBDatabase.prototype.transaction = transaction;
  await expect(write()).rejects.toThrow('not now');
  await write();
  expect(await store.read(['shardBytes'], (t) => t.keys('shardBytes'))).toHaveLength(1);
  store.close();
});

test('[ST4] a database that the browser had to delete says so when it is opened, and an ordinary new one does not', async () => {
  const plain = await openIdbStore(indexedDB, newName());
  expect(plain.deletedBecause?.()).toBeUndefined();
  plain.close();
  const { prototype } = IDBVersionChangeEvent;
  const own = Object.getOwnPropertyDescriptors(prototype) as PropertyDescriptorMap;
  Object.defineProperties(prototype, {
    dataLoss: { configurable: true, get: () => 'total' },
    dataLossMessage: { configurable: true, get: () => 'corrupted' },
  });
  try {
    const anew = await openIdbStore(indexedDB, newName());
    expect(anew.deletedBecause?.()).toBe('corrupted');
    anew.close();
  } finally {
    for (const name of ['dataLoss', 'dataLossMessage']) {
      delete (prototype as unknown as Record<string, unknown>)[name];
      if (own[name] !== undefined) Object.defineProperty(prototype, name, own[name]);
    }
  }
});
