import { type IDBPDatabase, type IDBPTransaction, wrap } from 'idb';
import { openDatabase } from './database.ts';
import type { Area, Areas, Key, Reading, Store, WriteOptions, Writing } from './store.ts';

/**
 * The store on IndexedDB.
 *
 * The connection is opened again when it was closed under us: WebKit drops it when its database process dies
 * (https://bugs.webkit.org/show_bug.cgi?id=197050).
 */
export async function openIdbStore(factory: IDBFactory, name: string): Promise<Store> {
  const connect = async () => wrap(await openDatabase(factory, name)) as IDBPDatabase;
  let database = connect();
  let closed = false;
  await database;

  /** Another connection in the place of one that does not work; whoever comes first opens it for all. */
  function reconnect(failed: Promise<IDBPDatabase>): Promise<IDBPDatabase> {
    if (database === failed) {
      database = connect();
      // Nobody may be waiting for it; the next to come tries again.
      database.catch(() => {});
    }
    return database;
  }

  async function begin<M extends 'readonly' | 'readwrite'>(
    areas: readonly Area[],
    mode: M,
    options?: IDBTransactionOptions,
  ): Promise<IDBPTransaction<unknown, string[], M>> {
    const tried = database;
    const transact = async (open: Promise<IDBPDatabase>) => {
      const transaction = (await open).transaction(areas as string[], mode, options);
      // A failed commit shows itself only as `abort`, and nobody listens to that of a reading.
      transaction.done.catch(() => {});
      return transaction;
    };
    try {
      return await transact(tried);
    } catch (error) {
      if (closed) throw error;
      return transact(reconnect(tried));
    }
  }

  return {
    kind: 'indexeddb',
    read: async (areas, work) => work(reading(await begin(areas, 'readonly'))),
    async write<T>(
      areas: readonly Area[],
      work: (writing: Writing) => Promise<T>,
      { durability = 'relaxed' }: WriteOptions = {},
    ): Promise<T> {
      const transaction = await begin(areas, 'readwrite', { durability });
      try {
        const result = await work(writing(transaction));
        commit(transaction);
        await transaction.done;
        return result;
      } catch (error) {
        abort(transaction);
        throw error;
      }
    },
    close() {
      closed = true;
      database.then(
        (open) => open.close(),
        () => {},
      );
    },
  };
}

type AnyTransaction =
  | IDBPTransaction<unknown, string[], 'readonly'>
  | IDBPTransaction<unknown, string[], 'readwrite'>;

/** Commits without waiting for the transaction to notice that nothing more comes; one without requests has ended by itself. */
function commit(transaction: AnyTransaction): void {
  try {
    transaction.commit();
  } catch (error) {
    if ((error as DOMException).name !== 'InvalidStateError') throw error;
  }
}

function abort(transaction: AnyTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It had ended by itself.
  }
}

/** All keys that begin with `prefix`: an array sorts after every string and number. */
const range = (prefix: Key): IDBKeyRange => IDBKeyRange.bound([...prefix], [...prefix, []]);

function reading(transaction: AnyTransaction): Reading {
  const area = (name: Area) => transaction.objectStore(name);
  return {
    get: <A extends Area>(name: A, key: Key): Promise<Areas[A] | undefined> => area(name).get([...key]),
    async list<A extends Area>(name: A, prefix: Key = []): Promise<[Key, Areas[A]][]> {
      const [keys, values] = await Promise.all([
        area(name).getAllKeys(range(prefix)),
        area(name).getAll(range(prefix)),
      ]);
      return keys.map((key, i) => [key as unknown as Key, values[i] as Areas[A]]);
    },
    keys: async (name, prefix = []) => (await area(name).getAllKeys(range(prefix))) as unknown as Key[],
  };
}

function writing(transaction: IDBPTransaction<unknown, string[], 'readwrite'>): Writing {
  return {
    ...reading(transaction),
    async put(name, key, value) {
      await transaction.objectStore(name).put(value, [...key]);
    },
    async delete(name, key) {
      await transaction.objectStore(name).delete([...key]);
    },
  };
}
