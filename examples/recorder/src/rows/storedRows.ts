import type { EntryState, RowEntry } from './rowEntry.ts';
import type { RowsStorage } from './rowsModel.ts';

const KEY = 'parqueue.recorder.rows';

/** The list in `localStorage`, where there is one; else it lasts as long as the page. */
export function createStoredRows(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined): RowsStorage {
  return {
    read: () => parseRows(attempt(() => storage?.getItem(KEY))),
    // A full or forbidden storage costs the list its memory, never the rows themselves.
    write: (entries) => void attempt(() => storage?.setItem(KEY, JSON.stringify(entries))),
  };
}

/** Entries from text that anything may have written; what is not one is left out. */
export function parseRows(text: string | null | undefined): readonly RowEntry[] {
  const value = attempt<unknown>(() => JSON.parse(text ?? '[]'));
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function isEntry(value: unknown): value is RowEntry {
  if (!isRecord(value)) return false;
  const { rowId, verseRef, canonicalText, durationS, savedAt, state } = value;
  const texts = [rowId, verseRef, canonicalText].every((part) => typeof part === 'string');
  return texts && [durationS, savedAt].every((part) => Number.isFinite(part)) && isState(state);
}

function isState(value: unknown): value is EntryState {
  if (!isRecord(value)) return false;
  if (value.kind === 'committed') return typeof value.commit === 'string' && typeof value.path === 'string';
  if (value.kind === 'failed') return typeof value.reason === 'string';
  return value.kind === 'saving' || value.kind === 'stored' || value.kind === 'accepted';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
