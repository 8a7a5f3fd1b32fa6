import { type IDBPDatabase, type IDBPTransaction, wrap } from 'idb';
import { openDatabase } from './database.ts';
import type { Area, Areas, Key, Reading, Store, WriteOptions, Writing } from './store.ts';
import { startWatchdog } from './watchdog.ts';

/**
 * The store on IndexedDB.
 *
 * The connection is opened again when it was closed under us, or does not answer: WebKit drops it when its database process dies
 * (https://bugs.webkit.org/show_bug.cgi?id=197050).
 */
export async function openIdbStore(factory: IDBFactory, name: string): Promise<Store> {
  let deletedBecause: string | undefined;
  const note = (event: IDBVersionChangeEvent) => {
    deletedBecause ??= lossIn(event);
  };
  const connect = async () => wrap(await openDatabase(factory, name, undefined, note)) as IDBPDatabase;
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
    open: Promise<IDBPDatabase>,
    areas: readonly Area[],
    mode: M,
    options?: IDBTransactionOptions,
  ): Promise<IDBPTransaction<unknown, string[], M>> {
    const transaction = (await open).transaction(areas as string[], mode, options);
    // A failed commit shows itself only as `abort`, and nobody listens to that of a reading.
    transaction.done.catch(() => {});
    return transaction;
  }

  /**
   * Works once more, on a connection of its own, when the browser rather than the work failed. What stalled may still land: works read what
   * is there before they write, so that landing twice does no harm.
   */
  async function twice<T>(attempt: (open: Promise<IDBPDatabase>) => Promise<T>): Promise<T> {
    const tried = database;
    try {
      return await attempt(tried);
    } catch (error) {
      if (closed || !BROWSER_FAILURES.has((error as Error).name)) throw error;
      if ((error as Error).name === 'StallError') letGo(tried);
      return attempt(reconnect(tried));
    }
  }

  function letGo(connection: Promise<IDBPDatabase>): void {
    connection.then(
      (open) => open.close(),
      () => {},
    );
  }

  return {
    kind: 'indexeddb',
    deletedBecause: () => deletedBecause,
    read: (areas, work) =>
      twice(async (open) => {
        const transaction = await begin(open, areas, 'readonly');
        return watched(transaction, (touch) => work(reading(transaction, touch)));
      }),
    write<T>(
      areas: readonly Area[],
      work: (writing: Writing) => Promise<T>,
      { durability = 'relaxed' }: WriteOptions = {},
    ): Promise<T> {
      return twice(async (open) => {
        const transaction = await begin(open, areas, 'readwrite', { durability });
        return watched(transaction, async (touch) => {
          const result = await work(writing(transaction, touch));
          commit(transaction);
          await transaction.done;
          return result;
        });
      });
    },
    close() {
      closed = true;
      letGo(database);
    },
  };
}

/** What a browser's own trouble is called, of which another try on another connection may know nothing. */
const BROWSER_FAILURES: ReadonlySet<string> = new Set([
  'AbortError',
  'InvalidStateError',
  'NotFoundError',
  'StallError',
  'TransactionInactiveError',
  'UnknownError',
]);

/** Works in a transaction that is given up when it fails, or nothing moves in it any more. */
async function watched<T>(transaction: AnyTransaction, work: (touch: () => void) => Promise<T>): Promise<T> {
  const watchdog = startWatchdog([...transaction.objectStoreNames].join(', '));
  const working = work(watchdog.touch);
  try {
    return await Promise.race([working, watchdog.stalled]);
  } catch (error) {
    working.catch(() => {});
    abort(transaction);
    throw error;
  } finally {
    watchdog.stop();
  }
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

function reading(transaction: AnyTransaction, touch: () => void): Reading {
  const area = (name: Area) => transaction.objectStore(name);
  return {
    async get<A extends Area>(name: A, key: Key): Promise<Areas[A] | undefined> {
      const value = await area(name).get([...key]);
      touch();
      return value;
    },
    async list<A extends Area>(name: A, prefix: Key = []): Promise<[Key, Areas[A]][]> {
      const [keys, values] = await Promise.all([
        area(name).getAllKeys(range(prefix)),
        area(name).getAll(range(prefix)),
      ]);
      touch();
      return keys.map((key, i) => [key as unknown as Key, values[i] as Areas[A]]);
    },
    async keys(name, prefix = []) {
      const keys = await area(name).getAllKeys(range(prefix));
      touch();
      return keys as unknown as Key[];
    },
  };
}

function writing(transaction: IDBPTransaction<unknown, string[], 'readwrite'>, touch: () => void): Writing {
  return {
    ...reading(transaction, touch),
    async put(name, key, value) {
      await transaction.objectStore(name).put(value, [...key]);
      touch();
    },
    async delete(name, key) {
      await transaction.objectStore(name).delete([...key]);
      touch();
    },
  };
}

/** Chromium deletes a database that it cannot read, and says so with the first event of the new one. */
interface LossEvent {
  readonly dataLoss?: 'none' | 'total';
  readonly dataLossMessage?: string;
}

function lossIn(event: IDBVersionChangeEvent & LossEvent): string | undefined {
  return event.dataLoss === 'total' ? event.dataLossMessage || 'it does not say why' : undefined;
}
