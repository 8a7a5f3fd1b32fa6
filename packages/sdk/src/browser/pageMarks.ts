import { createUuid7 } from '@parqueue/schema/uuid7';
import { createMarkMemory } from '../recorders/memoryMarks.ts';
import type { LeftMark, OpenMarks } from '../recorders/openMarks.ts';

/**
 * A life that began less than so long ago may wait for its lock still, so that nobody takes its marks for left. A page that the browser
 * has just begun is busy for a second or two at most.
 */
const GRACE_MS = 5_000;
/** For so long a taker keeps others off a life: until then their view of the storage may be old (each process has a copy). */
const HAND_OVER_MS = 1_000;

/**
 * The marks of this page in `localStorage`, under a key for each life and mark: one write, and so durable at once, which IndexedDB never
 * is. (Chromium hands it to the browser's process at once and to the disk within seconds: a page that crashes loses none, a machine that
 * loses its power may.) A life is over when nobody holds its Web Lock.
 *
 * Marks of one name are one family: give recorders of different datasets different names. Where the browser has no storage or no locks, or
 * keeps them from this page, and in Node, no mark outlives the page; where the storage is full, a mark is not kept.
 */
export function pageMarks(name: string): OpenMarks {
  const storage = storageOf(globalThis);
  const locks = globalThis.navigator?.locks;
  if (storage === undefined || locks === undefined) return createMarkMemory().beginLife().marks;
  return createPageMarks(name, storage, locks);
}

function createPageMarks(name: string, storage: Storage, locks: LockManager): OpenMarks {
  const prefix = `parqueue/marks/${encodeURIComponent(name)}/`;
  const newLifeId = createUuid7(Date.now, (bytes) => void crypto.getRandomValues(bytes));
  const open = new Map<string, string>();
  /** While something is open; each has a lock and keys of its own. */
  let life: { readonly id: string; readonly release: () => void } | undefined;
  let isFollowing = false;

  const keyOf = (lifeId: string, id: string) => `${prefix}${lifeId}/${id}`;
  const write = (id: string, value: string) =>
    attempt(() => life && storage.setItem(keyOf(life.id, id), value));
  const erase = (id: string) => attempt(() => life && storage.removeItem(keyOf(life.id, id)));

  const beginLife = () => {
    const id = newLifeId();
    life = { id, release: holdLife(locks, prefix + id) };
    for (const [mark, value] of open) write(mark, value);
  };
  const endLife = () => {
    for (const mark of open.keys()) erase(mark);
    life?.release();
    life = undefined;
  };

  /** A page that waits for the way back would keep its lock: it lets go, and begins anew when it is back. */
  const followPage = () => {
    if (isFollowing) return;
    isFollowing = true;
    globalThis.addEventListener?.('pagehide', () => life?.release());
    globalThis.addEventListener?.('pageshow', ({ persisted }) => {
      if (!persisted || life === undefined) return;
      endLife();
      attempt(beginLife);
    });
  };

  return {
    put(id, value) {
      open.set(id, value);
      if (life !== undefined) return write(id, value);
      attempt(beginLife);
      attempt(followPage);
    },
    remove(id) {
      erase(id);
      open.delete(id);
      // Firefox keeps no page for the way back that holds a lock: none is held for nothing.
      if (open.size === 0) endLife();
    },
    async takeLeft() {
      const others = new Set(marksIn(storage, prefix).map(({ lifeId }) => lifeId));
      if (life !== undefined) others.delete(life.id);
      const taken = await Promise.all([...others].map((lifeId) => takeLife(storage, locks, prefix, lifeId)));
      return taken.flat();
    },
  };
}

interface KeptMark extends LeftMark {
  readonly key: string;
  readonly lifeId: string;
}

/** What lies in the storage, of every life. */
function marksIn(storage: Storage, prefix: string): readonly KeptMark[] {
  const marks: KeptMark[] = [];
  attempt(() => {
    for (let i = 0; i < storage.length; i++) {
      const key = storage.key(i) ?? '';
      const end = key.indexOf('/', prefix.length);
      const value = storage.getItem(key);
      if (!key.startsWith(prefix) || end < 0 || value === null) continue;
      marks.push({ key, lifeId: key.slice(prefix.length, end), id: key.slice(end + 1), value });
    }
  });
  return marks;
}

/** The marks of one life, taken, if it is over and nobody else takes them. */
async function takeLife(
  storage: Storage,
  locks: LockManager,
  prefix: string,
  lifeId: string,
): Promise<readonly LeftMark[]> {
  const ageMs = Date.now() - Number.parseInt(lifeId.replace('-', '').slice(0, 12), 16);
  // A clock that was set back makes ages negative: nobody waits longer than the grace for that.
  const waitMs = ageMs < GRACE_MS ? Math.min(GRACE_MS, GRACE_MS - ageMs) : 0;
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return new Promise((resolve) => {
    const take = (lock: Lock | null): Promise<void> | undefined => {
      if (lock === null) return void resolve([]);
      const marks = marksIn(storage, prefix).filter((mark) => mark.lifeId === lifeId);
      for (const { key } of marks) attempt(() => storage.removeItem(key));
      resolve(marks.map(({ id, value }) => ({ id, value })));
      return new Promise((over) => setTimeout(over, HAND_OVER_MS));
    };
    locks.request(prefix + lifeId, { ifAvailable: true }, take).catch(() => resolve([]));
  });
}

/** Holds the lock of a life until it is let go, or the page ends. */
function holdLife(locks: LockManager, name: string): () => void {
  let release = () => {};
  const over = new Promise<void>((resolve) => {
    release = resolve;
  });
  locks.request(name, () => over).catch(() => {});
  return release;
}

/** Safari throws a SecurityError at the mere look where cookies are blocked, and so may every call; a full storage throws, too. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // No mark, then.
  }
}

function storageOf(scope: { localStorage?: Storage }): Storage | undefined {
  try {
    return scope.localStorage ?? undefined;
  } catch {
    return undefined;
  }
}
