import type { Area, Areas, Key, Reading, Store, Writing } from '../../packages/sdk/src/store/store.ts';
import { cloneData } from './cloneData.ts';
import type { Realm } from './realm.ts';
import type { Transaction, Transactions } from './transactions.ts';

/** The store on the simulated database: what `idbStore.ts` is on IndexedDB. */
export function createSimulatedStore(transactions: Transactions, realm: Realm): Store {
  return {
    kind: 'indexeddb',
    read: (areas, work) =>
      work(reading(transactions.begin({ realm, areas, isWriting: false, durability: 'relaxed' }))),
    async write(areas, work, { durability = 'relaxed' } = {}) {
      const transaction = transactions.begin({ realm, areas, isWriting: true, durability });
      try {
        const result = await work(writing(transaction));
        transaction.commit();
        await transaction.done;
        return result;
      } catch (error) {
        transaction.abort();
        throw error;
      }
    },
    close() {},
  };
}

function reading(transaction: Transaction): Reading {
  return {
    get: <A extends Area>(area: A, key: Key) =>
      transaction.request(`get ${area}`, (view) => view.get(area, key) as Areas[A] | undefined),
    list: <A extends Area>(area: A, prefix: Key = []) =>
      transaction.request(`list ${area}`, (view) =>
        view.list(area, prefix).map(({ key, value }): [Key, Areas[A]] => [key, cloneData(value) as Areas[A]]),
      ),
    keys: (area, prefix = []) =>
      transaction.request(`keys ${area}`, (view) => view.list(area, prefix).map(({ key }) => key)),
  };
}

function writing(transaction: Transaction): Writing {
  return {
    ...reading(transaction),
    put(area, key, value) {
      const copy = cloneData(value);
      return transaction.request(`put ${area}`, (view) => view.put(area, [...key], copy));
    },
    delete: (area, key) => transaction.request(`delete ${area}`, (view) => view.delete(area, [...key])),
  };
}
