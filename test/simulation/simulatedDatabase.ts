import { ALL_AREAS, type Area } from '../../packages/sdk/src/store/store.ts';
import { cloneData } from './cloneData.ts';
import type { Realm } from './realm.ts';
import type { Scheduler } from './scheduler.ts';
import type { Transactions } from './transactions.ts';

/** As much of IndexedDB as a page's exit writer uses, over the same database as the stores. */
export function createSimulatedDatabase(
  scheduler: Scheduler,
  transactions: Transactions,
  realm: Realm,
  { openMs, onOpen }: { readonly openMs: number; readonly onOpen: () => void },
): IDBFactory {
  const transaction = (area: Area) => {
    const made = transactions.begin({ realm, areas: [area], isWriting: true, durability: 'relaxed' });
    const face = {
      onabort: () => {},
      objectStore: () => ({
        put(value: unknown, key: (string | number)[]) {
          const copy = cloneData(value);
          made.request(`put ${area}`, (view) => view.put(area, key, copy)).catch(() => {});
        },
      }),
      commit: made.commit,
    };
    made.done.catch(() => face.onabort());
    return face;
  };
  const database = {
    objectStoreNames: { contains: (name: Area) => ALL_AREAS.includes(name) },
    addEventListener() {},
    close() {},
    transaction,
  };
  const open = () => {
    const request = { result: database, onsuccess: () => {}, error: null };
    scheduler.after(realm, openMs, 'database open', () => {
      onOpen();
      request.onsuccess();
    });
    return request;
  };
  return { open } as unknown as IDBFactory;
}
