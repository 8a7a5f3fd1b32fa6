import { isRecord, parseJson } from '@parqueue/example-recorder/parseJson';
import type { EntryState } from '@parqueue/example-recorder/rows/rowEntry';
import type { TextStorage } from '@parqueue/example-recorder/textStorage';

/** A row that this page logged, as it is now. */
export interface LogEntry {
  readonly rowId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly state: EntryState;
}

/** Older ones are in the dataset, or on their way, all the same. */
const KEPT = 200;

/** What this page logged to one table, newest first. It survives a reload where the browser keeps texts. */
export interface LogList {
  entries(): readonly LogEntry[];
  /** Takes what is said of a row: a new one comes first, of a known one the columns change. */
  note(rowId: string, values: Readonly<Record<string, unknown>>): void;
  setState(rowId: string, state: EntryState): void;
  onChange(listener: () => void): void;
}

export function createLogList(storage: TextStorage, key: string): LogList {
  const listeners: (() => void)[] = [];
  let entries = parseEntries(storage.read(key));

  function change(next: readonly LogEntry[]): void {
    entries = next.slice(0, KEPT);
    storage.write(key, JSON.stringify(entries));
    for (const listener of listeners) listener();
  }

  const replace = (rowId: string, by: (entry: LogEntry) => LogEntry) =>
    change(entries.map((entry) => (entry.rowId === rowId ? by(entry) : entry)));

  return {
    entries: () => entries,
    note(rowId, values) {
      const state = { kind: 'saving' } as const;
      if (!entries.some((entry) => entry.rowId === rowId))
        return change([{ rowId, values, state }, ...entries]);
      replace(rowId, (entry) => ({ rowId, values: { ...entry.values, ...values }, state }));
    },
    setState(rowId, state) {
      const known = entries.find((entry) => entry.rowId === rowId);
      if (known === undefined || JSON.stringify(known.state) === JSON.stringify(state)) return;
      replace(rowId, (entry) => ({ ...entry, state }));
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** Entries from text that anything may have written; what is not one is left out. */
function parseEntries(text: string | undefined): readonly LogEntry[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

const isEntry = (value: unknown): value is LogEntry =>
  isRecord(value) && typeof value.rowId === 'string' && isRecord(value.values) && isRecord(value.state);
