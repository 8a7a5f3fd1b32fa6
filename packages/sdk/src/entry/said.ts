import type { TableDefinition } from '@parqueue/schema';
import type { DropReason } from '../api/events.ts';
import type { KnownRow } from '../page/knownRow.ts';

/** A row as its handle names it. */
export interface RowRef {
  readonly table: TableDefinition;
  readonly rowId: string;
  /** What the core made of it; nothing for a row that was not appended here, or has not reached the core yet. */
  known?: KnownRow;
}

/** What the page said of a row, as it said it: nothing is checked yet. */
export interface Said {
  readonly ref: RowRef;
  /** 0 for the row itself, for a change of it a number that grows with time and that no two changes share. */
  readonly change: number;
  /** Epoch milliseconds. */
  readonly at: number;
  values: unknown;
  /** Why there will be no row. */
  readonly refused?: { readonly reason: DropReason; readonly error: Error };
}
