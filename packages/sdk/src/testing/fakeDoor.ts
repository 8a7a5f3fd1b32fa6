import { encodeChange, encodeRow, mergeCell, type TableDefinition, valueOfCell } from '@parqueue/schema';
import type { TableDoor } from '../api/logger.ts';
import type { ChangeResult, RowHandle } from '../api/row.ts';
import { quiet } from '../base/quiet.ts';

type Values = Readonly<Record<string, unknown>>;

/** What a door was told of a row: its values as a reader would get them, and how often it was changed. */
export interface LoggedRow {
  readonly rowId: string;
  readonly values: Values;
  readonly changeCount: number;
}

export interface FakeDoor<T extends TableDefinition> extends TableDoor<T> {
  /** In the order of their appends, each as it is now; refused ones are not among them. */
  readonly rows: readonly LoggedRow[];
  /** Why rows and changes were refused. */
  readonly refusals: readonly Error[];
}

/**
 * The door of a table without a logger behind it: it checks rows and changes as the real one does, merges as the table declares, and keeps
 * everything in memory. What the logger fills in stays null.
 */
export function fakeDoor<T extends TableDefinition>(table: T): FakeDoor<T> {
  const columns = Object.keys(table.features);
  const kept: { rowId: string; cells: ReturnType<typeof encodeRow>; changeCount: number }[] = [];
  const refusals: Error[] = [];

  const shown = (cells: ReturnType<typeof encodeRow>): Values =>
    Object.fromEntries(
      columns.map((column, i) => [column, valueOfCell(table.features[column] as never, cells[i] ?? null)]),
    );

  const change = (rowId: string, values: unknown): ChangeResult => {
    const row = kept.find((one) => one.rowId === rowId);
    if (row === undefined) return { applied: false, reason: 'forgotten' };
    try {
      for (const [i, cell] of encodeChange(table, values)) {
        const column = columns[i] as string;
        const policy = table.merge[column] ?? 'replace';
        row.cells[i] = mergeCell(table.features[column] as never, policy, row.cells[i] ?? null, cell);
      }
      row.changeCount++;
      return { applied: true, kept: [] };
    } catch (error) {
      refusals.push(error as Error);
      return { applied: false, reason: 'invalid', error: error as Error };
    }
  };

  const handle = (rowId: string, refused?: Error): RowHandle<never, never> => ({
    rowId,
    stored: quiet(refused === undefined ? Promise.resolve() : Promise.reject(refused)),
    committed: new Promise(() => {}),
    state: async () => ({ kind: 'waiting' }),
    set: async (values) => change(rowId, values),
    push: async (column, ...elements) => change(rowId, { [column as string]: elements }),
    delete: async () => ({ deleted: true }),
  });

  return {
    append(row) {
      const rowId = `row-${kept.length + refusals.length}`;
      try {
        kept.push({ rowId, cells: encodeRow(table, row), changeCount: 0 });
        return handle(rowId);
      } catch (error) {
        refusals.push(error as Error);
        return handle(rowId, error as Error);
      }
    },
    row: (rowId) => handle(rowId),
    get rows() {
      return kept.map(({ rowId, cells, changeCount }) => ({ rowId, values: shown(cells), changeCount }));
    },
    refusals,
  } as FakeDoor<T>;
}
