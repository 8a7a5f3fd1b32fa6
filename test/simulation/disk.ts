import { compareKeys } from '../../packages/sdk/src/store/compareKeys.ts';
import { ALL_AREAS, type Area, type Key } from '../../packages/sdk/src/store/store.ts';

/** A change of one record; `value` is undefined for one that is deleted. */
export interface DiskChange {
  readonly area: Area;
  readonly key: Key;
  readonly value: unknown;
}

export interface AppliedChange extends DiskChange {
  readonly before: unknown;
}

type Entry = { readonly key: Key; readonly value: unknown };

/** What is stored on the device, and what of it the disk itself has. */
export interface Disk {
  get(area: Area, key: Key): unknown;
  /** Entries whose keys begin with the prefix, in order. */
  list(area: Area, prefix: Key): Entry[];
  apply(changes: readonly DiskChange[], durability: 'relaxed' | 'strict', at: number): void;
  /** The machine loses its power: what no strict commit has carried to the disk may be gone, the last first. Gives the time that it is back at. */
  losePower(keptCount: (unsafeCount: number) => number): number | undefined;
  readonly onCommit: ((changes: readonly AppliedChange[]) => void)[];
}

export function createDisk(): Disk {
  const areas = new Map(ALL_AREAS.map((area) => [area, new Map<string, Entry>()]));
  const unsafe: { readonly at: number; readonly changes: readonly AppliedChange[] }[] = [];
  const onCommit: ((changes: readonly AppliedChange[]) => void)[] = [];
  const areaOf = (area: Area) => areas.get(area) as Map<string, Entry>;

  function set({ area, key, value }: DiskChange): void {
    if (value === undefined) areaOf(area).delete(JSON.stringify(key));
    else areaOf(area).set(JSON.stringify(key), { key, value });
  }

  return {
    get: (area, key) => areaOf(area).get(JSON.stringify(key))?.value,
    list: (area, prefix) =>
      [...areaOf(area).values()]
        .filter(({ key }) => prefix.every((part, i) => key[i] === part))
        .sort((a, b) => compareKeys(a.key, b.key)),
    apply(changes, durability, at) {
      const applied = changes.map((change) => ({
        ...change,
        before: areaOf(change.area).get(JSON.stringify(change.key))?.value,
      }));
      for (const change of changes) set(change);
      if (durability === 'strict') unsafe.length = 0;
      else unsafe.push({ at, changes: applied });
      for (const tell of onCommit) tell(applied);
    },
    losePower(keptCount) {
      const lost = unsafe.splice(keptCount(unsafe.length));
      for (const { changes } of lost.toReversed())
        for (const { area, key, before } of changes.toReversed()) set({ area, key, value: before });
      unsafe.length = 0;
      return lost[0]?.at;
    },
    onCommit,
  };
}
