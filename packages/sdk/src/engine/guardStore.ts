import { isReadable, isSoundKey, isSoundRecord } from '../store/recordChecks.ts';
import type { Area, Areas, Key, Reading, Store, Writing } from '../store/store.ts';
import { type FoundCorrupt, type SetAside, type SetAsideParts, setAside } from './setAside.ts';

export interface GuardOptions extends SetAsideParts {
  /** Something was set aside. */
  readonly onAside: (what: SetAside) => void;
}

/** More than one work can come upon: so that a storage that gives garbage for ever is told and not asked for ever. */
const TRIES = 1_000;

/**
 * A store whose readers see sound records only. What a transaction comes upon that is none is set aside, and the transaction begins again;
 * what only shows when it is parsed is looked for when the work fails.
 */
export function guardStore(store: Store, options: GuardOptions): Store {
  async function guarded<T>(attempt: (found: Findings) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const found = new Findings();
      try {
        return await attempt(found);
      } catch (error) {
        await moveAside(found, error, tries);
      }
    }
  }

  /** Throws what the work threw where nothing corrupt is to blame for it. */
  async function moveAside(found: Findings, error: unknown, tries: number): Promise<void> {
    const corrupt = found.corrupt.length > 0 ? found.corrupt : unreadable(found, error);
    if (corrupt.length === 0 || tries >= TRIES) throw error;
    for (const one of await setAside(store, corrupt, options)) options.onAside(one);
  }

  return {
    kind: store.kind,
    read: (areas, work) => guarded((found) => store.read(areas, (t) => work(guardReading(t, found)))),
    write: (areas, work, given) =>
      guarded((found) =>
        store.write(
          areas,
          (t): ReturnType<typeof work> =>
            work({ ...guardReading(t, found), put: t.put, delete: t.delete } satisfies Writing),
          given,
        ),
      ),
    ...(store.forget && { forget: store.forget }),
    close: store.close,
  };
}

/** What one transaction read, and what of it is corrupt. */
class Findings {
  readonly corrupt: FoundCorrupt[] = [];
  readonly seen: { readonly area: Area; readonly key: Key; readonly value: unknown }[] = [];

  note(area: Area, key: Key, value: unknown): boolean {
    if (!isSoundRecord(area, key, value)) {
      this.corrupt.push({ area, key });
      return false;
    }
    if (PARSED.has(area)) this.seen.push({ area, key, value });
    return true;
  }

  throwIfCorrupt(): void {
    const [first] = this.corrupt;
    if (first !== undefined) throw new Error(`${first.area}: a record on this device is corrupt`);
  }
}

/** Areas with text in them. */
const PARSED: ReadonlySet<Area> = new Set(['journal', 'exits']);

/** Which of the records that were read no parser takes, once the work failed over some; a failure of the storage has nothing to do with them. */
function unreadable({ seen }: Findings, error: unknown): FoundCorrupt[] {
  if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)) return [];
  return seen.filter(({ area, key, value }) => !isReadable(area, key, value as Areas[Area]));
}

function guardReading(transaction: Reading, found: Findings): Reading {
  return {
    async get<A extends Area>(area: A, key: Key): Promise<Areas[A] | undefined> {
      const value = await transaction.get(area, key);
      if (value === undefined || found.note(area, key, value)) return value;
      found.throwIfCorrupt();
      return undefined;
    },
    async list<A extends Area>(area: A, prefix: Key = []): Promise<[Key, Areas[A]][]> {
      const listed = await transaction.list(area, prefix);
      for (const [key, value] of listed) found.note(area, key, value);
      found.throwIfCorrupt();
      return listed;
    },
    async keys(area, prefix = []) {
      const keys = await transaction.keys(area, prefix);
      for (const key of keys) if (!isSoundKey(area, key)) found.corrupt.push({ area, key });
      found.throwIfCorrupt();
      return keys;
    },
  };
}
