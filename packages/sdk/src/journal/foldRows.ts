import { type Cell, mergeCell, type TableDefinition } from '@parqueue/schema';
import type { JournalEntry } from '../store/records.ts';

/** A row with all its changes applied. */
export interface FoldedRow {
  readonly seq: number;
  readonly rowId: string;
  /** Epoch milliseconds of its append. */
  readonly at: number;
  readonly cells: readonly Cell[];
  /** The cells as JSON. */
  readonly line: string;
  /** Numbers of the changes that are in the cells. */
  readonly folded: readonly number[];
  /** How often the row was sealed before; left out for the first time. */
  readonly revision?: number;
}

/**
 * The rows that a page life's entries of one table come to, in order of their append. Entries may come in any order and more than once;
 * a change whose row is not among them is left out.
 */
export function foldRows(table: TableDefinition, entries: Iterable<JournalEntry>): FoldedRow[] {
  const rows = new Map<number, JournalEntry>();
  const changes = new Map<number, Map<number, JournalEntry>>();
  for (const entry of entries) {
    if (entry.change === 0) {
      if (!rows.has(entry.seq)) rows.set(entry.seq, entry);
      continue;
    }
    const ofRow = changes.get(entry.seq) ?? new Map<number, JournalEntry>();
    changes.set(entry.seq, ofRow);
    if (!ofRow.has(entry.change)) ofRow.set(entry.change, entry);
  }
  return Array.from(rows.values(), (row) => {
    const ofRow = changes.get(row.seq);
    return ofRow === undefined ? unchanged(row) : foldRow(table, row, [...ofRow.values()]);
  }).sort((a, b) => a.seq - b.seq);
}

/** Most rows are never changed: their text is what it was. */
function unchanged({ seq, rowId, at, line, folded = [], revision }: JournalEntry): FoldedRow {
  const row = { seq, rowId, at, cells: JSON.parse(line) as Cell[], line, folded };
  return revision === undefined ? row : { ...row, revision };
}

function foldRow(table: TableDefinition, first: JournalEntry, all: JournalEntry[]): FoldedRow {
  const before = new Set(first.folded);
  const changes = all.filter(({ change }) => !before.has(change)).sort((a, b) => a.change - b.change);
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
  return { ...unchanged(first), cells, line: JSON.stringify(cells), folded };
}
