import { ALL_AREAS } from './store.ts';

/** How long an open may take before it is given up: Safari's sometimes never ends (https://bugs.webkit.org/show_bug.cgi?id=226547). */
const OPEN_TIMEOUT_MS = 4_000;

/** The one database of a relay and dataset; nothing else on the origin is touched. */
export const databaseName = (relay: string, dataset: string): string =>
  `parqueue/${new URL(relay).origin}/${dataset}`;

/**
 * Opens the database at whatever version it is, and adds the areas that it lacks: a build that knows fewer areas than another goes on beside
 * it, in whatever order they came. Rejects when that fails, is blocked, or takes too long.
 */
export async function openDatabase(
  factory: IDBFactory,
  name: string,
  version?: number,
  onUpgrade?: (event: IDBVersionChangeEvent) => void,
): Promise<IDBDatabase> {
  const database = await open(factory, name, version, onUpgrade).catch((error: DOMException) => {
    // Another tab was first to add areas: there is a version to be had.
    if (version === undefined || error.name !== 'VersionError') throw error;
    return undefined;
  });
  if (database && ALL_AREAS.every((area) => database.objectStoreNames.contains(area))) return database;
  database?.close();
  return openDatabase(factory, name, database && database.version + 1, onUpgrade);
}

function open(
  factory: IDBFactory,
  name: string,
  version: number | undefined,
  onUpgrade?: (event: IDBVersionChangeEvent) => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error(`opening ${name} took too long`));
    }, OPEN_TIMEOUT_MS);
    request.onupgradeneeded = (event) => {
      onUpgrade?.(event);
      for (const area of ALL_AREAS) {
        if (!request.result.objectStoreNames.contains(area)) request.result.createObjectStore(area);
      }
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      // A tab of another build wants to add areas: an open connection would block it for as long as this page lives.
      database.onversionchange = () => database.close();
      if (isLate) database.close();
      else resolve(database);
    };
  });
}
