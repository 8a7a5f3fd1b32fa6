import { advanceState, type EntryState, type RowEntry } from './rowEntry.ts';

/** Rows kept for the list; older ones are in the dataset, or on their way, all the same. */
const KEPT_ROWS = 5000;

/** Where the list survives a reload. */
export interface RowsStorage {
  read(): readonly RowEntry[];
  write(entries: readonly RowEntry[]): void;
}

/** The list of saved rows, newest first. */
export interface RowsModel {
  entries(): readonly RowEntry[];
  add(entry: RowEntry): void;
  /** Takes news of rows; those of other lists are ignored. */
  advance(rowIds: readonly string[], heard: EntryState): void;
  onChange(listener: () => void): void;
}

export function createRowsModel(storage: RowsStorage): RowsModel {
  const listeners: (() => void)[] = [];
  let entries = storage.read();

  function change(next: readonly RowEntry[]): void {
    entries = next.slice(0, KEPT_ROWS);
    storage.write(entries);
    for (const listener of listeners) listener();
  }

  return {
    entries: () => entries,
    add: (entry) => change([entry, ...entries]),
    advance(rowIds, heard) {
      const named = new Set(rowIds);
      let isNews = false;
      const next = entries.map((entry) => {
        const state = named.has(entry.rowId) ? advanceState(entry.state, heard) : entry.state;
        if (state === entry.state) return entry;
        isNews = true;
        return { ...entry, state };
      });
      if (isNews) change(next);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
