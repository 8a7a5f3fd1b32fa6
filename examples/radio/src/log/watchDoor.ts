import type { Row, TableDefinition } from '@parqueue/schema';
import type { RowHandle, TableDoor } from '@parqueue/sdk';

/** Hears what is said through a door. */
export interface DoorListener<V> {
  /** A row is logged, or columns of it are changed. */
  note(rowId: string, values: V): void;
  /** What became of a change is known. */
  settled(rowId: string): void;
}

/** The same door, and what is said through it is heard: rows as they are logged, and their changes. */
export function watchDoor<T extends TableDefinition>(
  door: TableDoor<T>,
  listener: DoorListener<Row<T>>,
): TableDoor<T> {
  type Handle = ReturnType<typeof door.append>;
  const watched = (row: Handle): Handle => {
    const hears: RowHandle<Row<T>, never> = {
      rowId: row.rowId,
      stored: row.stored,
      committed: row.committed,
      state: () => row.state(),
      delete: () => row.delete(),
      push: (...given) => row.push(...given),
      set(values) {
        listener.note(row.rowId, values);
        const result = row.set(values);
        void result.then(() => listener.settled(row.rowId));
        return result;
      },
    };
    return hears as Handle;
  };
  return {
    append(values) {
      const row = door.append(values);
      listener.note(row.rowId, values);
      return watched(row);
    },
    row: (rowId) => watched(door.row(rowId)),
  };
}
