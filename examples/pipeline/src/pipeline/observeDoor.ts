import type { RowHandle, TableDoor } from '@parqueue/sdk';
import type { AppendColumn, Row, TableDefinition } from '@parqueue/sdk/schema';

/** What goes through a door: a row, or a change of one. */
export type Hear<T extends TableDefinition> = (rowId: string, values: Row<T>, isChange: boolean) => void;

/** A door that tells what goes through it: so the page shows what is logged, as it is logged. */
export function observeDoor<T extends TableDefinition>(door: TableDoor<T>, hear: Hear<T>): TableDoor<T> {
  type Handle = RowHandle<Row<T>, AppendColumn<T>>;
  const observe = (handle: Handle): Handle => ({
    rowId: handle.rowId,
    get stored() {
      return handle.stored;
    },
    get committed() {
      return handle.committed;
    },
    state: () => handle.state(),
    delete: () => handle.delete(),
    set(change) {
      hear(handle.rowId, change, true);
      return handle.set(change);
    },
    push(column, ...elements) {
      hear(handle.rowId, { [column]: elements } as Row<T>, true);
      return handle.push(column, ...elements);
    },
  });
  return {
    append(row) {
      const handle = door.append(row);
      hear(handle.rowId, row, false);
      return observe(handle);
    },
    row: (rowId) => observe(door.row(rowId)),
  };
}
