import { compareKeys } from './compareKeys.ts';
import {
  ALL_AREAS,
  type Area,
  type Areas,
  type Key,
  type Reading,
  type Store,
  type Writing,
} from './store.ts';

type Contents = Map<Area, Map<string, { readonly key: Key; readonly value: unknown }>>;

/** The store in memory, for pages whose browser gives no IndexedDB, and for tests. It forgets everything when the page goes. */
export function createMemoryStore(): Store {
  const contents: Contents = new Map(ALL_AREAS.map((area) => [area, new Map()]));
  let last: Promise<unknown> = Promise.resolve();

  return {
    kind: 'memory',
    read: (_areas, work) => work(reading(contents, new Map())),
    write(_areas, work) {
      const run = last.then(async () => {
        const changes: Contents = new Map();
        const result = await work(writing(contents, changes));
        for (const [area, entries] of changes) applyTo(contents.get(area), entries);
        return result;
      });
      last = run.catch(() => {});
      return run;
    },
    close() {},
  };
}

const DELETED = Symbol('deleted');

function applyTo(
  target: Map<string, { key: Key; value: unknown }> | undefined,
  changes: ReadonlyMap<string, { readonly key: Key; readonly value: unknown }>,
): void {
  for (const [id, change] of changes) {
    if (change.value === DELETED) target?.delete(id);
    else target?.set(id, change);
  }
}

function reading(contents: Contents, changes: Contents): Reading {
  const matching = (area: Area, prefix: Key) => {
    const merged = new Map(contents.get(area));
    applyTo(merged, changes.get(area) ?? new Map());
    return [...merged.values()]
      .filter(({ key }) => prefix.every((part, i) => key[i] === part))
      .sort((a, b) => compareKeys(a.key, b.key));
  };
  return {
    async get<A extends Area>(area: A, key: Key) {
      const id = JSON.stringify(key);
      const entry = changes.get(area)?.get(id) ?? contents.get(area)?.get(id);
      return entry === undefined || entry.value === DELETED
        ? undefined
        : (structuredClone(entry.value) as Areas[A]);
    },
    list: async <A extends Area>(area: A, prefix: Key = []) =>
      matching(area, prefix).map(({ key, value }): [Key, Areas[A]] => [
        key,
        structuredClone(value) as Areas[A],
      ]),
    keys: async (area, prefix = []) => matching(area, prefix).map(({ key }) => key),
  };
}

function writing(contents: Contents, changes: Contents): Writing {
  const change = (area: Area, key: Key, value: unknown) => {
    if (!changes.has(area)) changes.set(area, new Map());
    changes.get(area)?.set(JSON.stringify(key), { key: [...key], value });
  };
  return {
    ...reading(contents, changes),
    put: async (area, key, value) => change(area, key, structuredClone(value)),
    delete: async (area, key) => change(area, key, DELETED),
  };
}
