import { isRecord, parseJson } from '../parseJson.ts';
import type { TextStorage } from '../textStorage.ts';
import type { EntryState, RowEntry } from './rowEntry.ts';
import type { RowsStorage } from './rowsModel.ts';

const KEY = 'parqueue.recorder.rows';

/** Keeps the list among the page's texts. */
export function createStoredRows(storage: TextStorage): RowsStorage {
  return {
    read: () => parseRows(storage.read(KEY)),
    write: (entries) => storage.write(KEY, JSON.stringify(entries)),
  };
}

/** Entries from text that anything may have written; what is not one is left out. */
export function parseRows(text: string | undefined): readonly RowEntry[] {
  const value = parseJson(text);
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
