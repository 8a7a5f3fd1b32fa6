/**
 * A lock that is not had by then is asked for again: a page in the cache of the way back may hold it, and only a new request takes it from
 * one. Nobody is held up for more than five seconds so.
 */
const LOCK_TIMEOUT_MS = 4_000;

/**
 * Works while holding a Web Lock. Without locks, or where the browser gives none to this page, it works all the same: a lock saves work,
 * that nothing is sent twice rests on ids.
 */
export async function withLock<T>(
  locks: LockManager | undefined,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return work();
  };
  for (;;) {
    if (locks === undefined) return work();
    try {
      return await locks.request(name, { signal: AbortSignal.timeout(LOCK_TIMEOUT_MS) }, begin);
    } catch (error) {
      if (hasBegun) throw error;
      if ((error as DOMException).name !== 'TimeoutError') return work();
    }
  }
}
