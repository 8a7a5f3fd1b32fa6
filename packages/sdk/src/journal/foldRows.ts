import { type Cell, mergeCell, type TableDefinition } from '@parqueue/schema';
import type { JournalEntry } from '../store/records.ts';

/** A row with all its changes applied. */
export interface FoldedRow {
  readonly seq: number;
  readonly rowId: string;
  /** Epoch milliseconds of its append. */
  readonly at: number;
  readonly cells: readonly Cell[];
  /** Numbers of the changes that are in the cells. */
  readonly folded: readonly number[];
}

/**
 * The rows that a page life's entries of one table come to, in order of their append. Entries may come in any order and more than once;
 * a change whose row is not among them is left out.
 */
export function foldRows(table: TableDefinition, entries: Iterable<JournalEntry>): FoldedRow[] {
  const rows = new Map<number, Map<number, JournalEntry>>();
  for (const entry of entries) {
    const changes = rows.get(entry.seq) ?? new Map<number, JournalEntry>();
    rows.set(entry.seq, changes);
    if (!changes.has(entry.change)) changes.set(entry.change, entry);
  }
  return [...rows.values()]
    .map((changes) =>
      foldRow(
        table,
        [...changes.values()].sort((a, b) => a.change - b.change),
      ),
    )
    .filter((row) => row !== undefined)
    .sort((a, b) => a.seq - b.seq);
}

function foldRow(table: TableDefinition, [first, ...all]: JournalEntry[]): FoldedRow | undefined {
  if (first === undefined || first.change !== 0) return undefined;
  const before = new Set(first.folded);
  const changes = all.filter(({ change }) => !before.has(change));
  const cells = JSON.parse(first.line) as Cell[];
  const columns = Object.entries(table.features);
  for (const change of changes) {
    for (const [index, cell] of JSON.parse(change.line) as [number, Cell][]) {
      const column = columns[index];
      if (column === undefined) continue;
      cells[index] = mergeCell(column[1], table.merge[column[0]] ?? 'replace', cells[index] ?? null, cell);
    }
  }
  const folded = [...before, ...changes.map(({ change }) => change)];
  return { seq: first.seq, rowId: first.rowId, at: first.at, cells, folded };
}
