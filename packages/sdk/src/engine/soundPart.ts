import {
  isReadable,
  isReadableEntry,
  isSaid,
  isSoundChange,
  isSoundEntry,
  isSoundExitEntry,
  isSoundKey,
  isSoundRecord,
} from '../store/recordChecks.ts';
import type { ExitRecord, JournalEntry, JournalRecord } from '../store/records.ts';
import type { Area, Areas, Key } from '../store/store.ts';
import type { RowChange } from './engine.ts';

/** What can still be worked with of a record, and what cannot. */
export function soundPart(
  area: Area,
  key: Key,
  value: unknown,
): { sound?: Areas[Area]; rest: unknown; reason: string } {
  const reason = reasonOf(area, key, value);
  if (!isSoundKey(area, key)) return { rest: value, reason };
  if (area === 'journal') return { ...soundJournal(key, value), reason };
  if (area === 'exits') return { ...soundExit(key, value), reason };
  return { rest: value, reason };
}

function reasonOf(area: Area, key: Key, value: unknown): string {
  if (!isSoundKey(area, key)) return 'its key is none of this area';
  return isSoundRecord(area, key, value) ? 'its text cannot be read' : 'it has not the shape of this area';
}

/** The entries of a journal record that are sound, if its frame is. */
function soundJournal(key: Key, value: unknown): { sound?: JournalRecord; rest: unknown } {
  const record = value as JournalRecord | null;
  if (!Array.isArray(record?.entries)) return { rest: value };
  const isSound = (entry: unknown) =>
    isSoundEntry(entry) && entry['table'] === key[0] && isReadableEntry(entry as unknown as JournalEntry);
  const sound = { ...record, entries: record.entries.filter(isSound) };
  if (sound.entries.length === 0 || !isReadable('journal', key, sound)) return { rest: value };
  return { sound, rest: { ...record, entries: record.entries.filter((entry) => !isSound(entry)) } };
}

function soundExit(key: Key, value: unknown): { sound?: ExitRecord; rest: unknown } {
  const record = value as ExitRecord | null;
  if (!Array.isArray(record?.entries)) return { rest: value };
  const isSound = (entry: JournalEntry) => isSoundExitEntry(record, entry) && isReadableEntry(entry);
  const entries = record.entries.filter(isSound);
  // What was said is numbered by its order: what comes after a part that is missing may be other rows.
  const torn = Array.isArray(record.said) ? record.said.findIndex((one) => !isSaid(one)) : 0;
  const { said: _said, changes: _changes, ...frame } = record;
  const said = record.said === undefined ? {} : { said: record.said.slice?.(0, torn < 0 ? undefined : torn) };
  const given: readonly RowChange[] = Array.isArray(record.changes) ? record.changes : [];
  const isSoundOne = (change: RowChange): boolean => isSoundChange(change) && isReadableEntry(change);
  const changes = record.changes === undefined ? {} : { changes: given.filter(isSoundOne) };
  const sound = { ...frame, entries, ...changes, ...said };
  if (!isReadable('exits', key, sound)) return { rest: value };
  return {
    sound,
    rest: {
      ...record,
      entries: record.entries.filter((entry) => !isSound(entry)),
      ...(record.changes && { changes: given.filter((change) => !isSoundOne(change)) }),
    },
  };
}
