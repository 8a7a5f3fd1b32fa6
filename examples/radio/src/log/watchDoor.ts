import type { Row, TableDefinition } from '@parqueue/schema';
import type { RowHandle, TableDoor } from '@parqueue/sdk';

/** The same door, and what is said through it is heard: rows as they are logged, and their changes. */
export function watchDoor<T extends TableDefinition>(
  door: TableDoor<T>,
  heard: (rowId: string, values: Row<T>) => void,
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
        heard(row.rowId, values);
        return row.set(values);
      },
    };
    return hears as Handle;
  };
  return {
    append(values) {
      const row = door.append(values);
      heard(row.rowId, values);
      return watched(row);
    },
    row: (rowId) => watched(door.row(rowId)),
  };
}
