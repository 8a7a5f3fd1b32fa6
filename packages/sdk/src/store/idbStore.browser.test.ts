import { expect, test } from 'vitest';
import { openIdbStore } from './idbStore.ts';
import { storeContract } from './store.contract.ts';

let opened = 0;
const newName = () => `contract-${Date.now()}-${opened++}`;

storeContract('on IndexedDB', () => openIdbStore(indexedDB, newName()));

test('[R2] what was written is there when the database is opened again', async () => {
  const name = newName();
  const first = await openIdbStore(indexedDB, name);
  await first.write(['blocks'], (t) => t.put('blocks', ['rec', 0, 0], Uint8Array.of(5)));
  first.close();
  const second = await openIdbStore(indexedDB, name);
  expect(await second.read(['blocks'], (t) => t.get('blocks', ['rec', 0, 0]))).toEqual(Uint8Array.of(5));
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
      store.write(['blocks'], (t) => t.put('blocks', ['x', 0, 0], Uint8Array.of(1))),
    ).rejects.toThrow();
  } finally {
    IDBTransaction.prototype.commit = commit;
  }
  expect(await store.read(['blocks'], (t) => t.keys('blocks'))).toEqual([]);
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
  await store.write(['blocks'], (t) => t.put('blocks', ['x', 0, 0], Uint8Array.of(1)));
  expect(await store.read(['blocks'], (t) => t.keys('blocks'))).toHaveLength(1);
  store.close();
});
