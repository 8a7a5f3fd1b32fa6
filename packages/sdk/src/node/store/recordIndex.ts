import { compareKeys } from '../../store/compareKeys.ts';
import { ALL_AREAS, type Area, type Key } from '../../store/store.ts';

/** Where a record lies in the log. */
export interface RecordPlace {
  readonly at: number;
  readonly sizeBytes: number;
  /** The file beside the log that its value is in. */
  readonly file?: string;
}

export interface IndexedRecord {
  readonly key: Key;
  readonly place: RecordPlace;
}

/** Which records there are and where: all that is kept in memory of what is stored. */
export interface RecordIndex {
  get(area: Area, key: Key): RecordPlace | undefined;
  /** What begins with a prefix, in the order of its keys. */
  matching(area: Area, prefix: Key): IndexedRecord[];
  /** Gives the place that it takes the place of. */
  set(area: Area, key: Key, place: RecordPlace): RecordPlace | undefined;
  delete(area: Area, key: Key): RecordPlace | undefined;
  all(): Iterable<readonly [Area, IndexedRecord]>;
}

/** By the first part of their keys, which nearly all that is asked for names: of thousands of recordings one is read at a time. */
type Groups = Map<string | number | undefined, Map<string, IndexedRecord>>;

export function createRecordIndex(): RecordIndex {
  const areas = new Map<Area, Groups>(ALL_AREAS.map((area) => [area, new Map()]));
  const groupsOf = (area: Area): Groups => areas.get(area) ?? new Map();

  function remove(area: Area, key: Key): RecordPlace | undefined {
    const groups = groupsOf(area);
    const group = groups.get(key[0]);
    const id = JSON.stringify(key);
    const found = group?.get(id);
    group?.delete(id);
    if (group?.size === 0) groups.delete(key[0]);
    return found?.place;
  }

  return {
    get: (area, key) => groupsOf(area).get(key[0])?.get(JSON.stringify(key))?.place,
    matching(area, prefix) {
      const groups = groupsOf(area);
      const found =
        prefix.length === 0
          ? [...groups.values()].flatMap((group) => [...group.values()])
          : [...(groups.get(prefix[0])?.values() ?? [])];
      return found
        .filter(({ key }) => prefix.every((part, i) => key[i] === part))
        .sort((a, b) => compareKeys(a.key, b.key));
    },
    set(area, key, place) {
      const before = remove(area, key);
      const groups = groupsOf(area);
      const group = groups.get(key[0]) ?? new Map<string, IndexedRecord>();
      groups.set(key[0], group);
      group.set(JSON.stringify(key), { key, place });
      return before;
    },
    delete: remove,
    *all() {
      for (const [area, groups] of areas)
        for (const group of groups.values()) for (const record of group.values()) yield [area, record];
    },
  };
}
