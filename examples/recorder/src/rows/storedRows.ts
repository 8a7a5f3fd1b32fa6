import { isRecord, parseJson } from '../parseJson.ts';
import type { ClipName } from '../sound/soundShelf.ts';
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
  const { rowId, verseRef, canonicalText, durationS, savedAt, state, clip } = value;
  const texts = [rowId, verseRef, canonicalText].every((part) => typeof part === 'string');
  const numbers = [durationS, savedAt].every((part) => Number.isFinite(part));
  return texts && numbers && isState(state) && (clip === undefined || isClip(clip));
}

function isClip(value: unknown): value is ClipName {
  return isRecord(value) && typeof value.recordingId === 'string' && Number.isInteger(value.index);
}

function isState(value: unknown): value is EntryState {
  if (!isRecord(value)) return false;
  if (value.kind === 'committed') return typeof value.commit === 'string' && typeof value.path === 'string';
  if (value.kind === 'failed') return typeof value.reason === 'string';
  return value.kind === 'saving' || value.kind === 'stored' || value.kind === 'accepted';
}
