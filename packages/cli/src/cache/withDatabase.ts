import type { Cache } from './createCache.ts';
import type { Database } from './database.ts';

/** Opens the cache for the time of a piece of work. */
export async function withDatabase<T>(cache: Cache, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await cache.open();
  try {
    return await work(db);
  } finally {
    db.close();
  }
}
