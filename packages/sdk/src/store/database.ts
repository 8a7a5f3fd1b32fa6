import { AREAS } from './store.ts';

/** Raised when an area is added or changed; the upgrade below must then keep what older versions hold. */
const DATABASE_VERSION = 1;

/** How long an open may take before it is given up: Safari's sometimes never ends (https://bugs.webkit.org/show_bug.cgi?id=226547). */
const OPEN_TIMEOUT_MS = 4_000;

/** The one database of a relay and dataset; nothing else on the origin is touched. */
export const databaseName = (relay: string, dataset: string): string =>
  `parqueue/${new URL(relay).origin}/${dataset}`;

/** Opens the database, making its areas when it is new. Rejects when that fails, is blocked, or takes too long. */
export function openDatabase(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, DATABASE_VERSION);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error(`opening ${name} took too long`));
    }, OPEN_TIMEOUT_MS);
    request.onupgradeneeded = () => {
      for (const area of AREAS) {
        if (!request.result.objectStoreNames.contains(area)) request.result.createObjectStore(area);
      }
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error ?? new Error(`opening ${name} failed`));
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      if (isLate) {
        database.close();
        return;
      }
      // A newer tab wants to upgrade: an open connection would block it for as long as this page lives.
      database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}
