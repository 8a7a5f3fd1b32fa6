import type { TableDefinition } from '@parqueue/schema';
import type { DropReason } from '../api/events.ts';
import {
  isReadable,
  isReadableEntry,
  isSaid,
  isSoundEntry,
  isSoundExitEntry,
  isSoundKey,
  isSoundRecord,
} from '../store/recordChecks.ts';
import type { AsideRecord, ExitRecord, JournalEntry, JournalRecord } from '../store/records.ts';
import { AREAS, type Area, type Areas, type Key, type Store, type Writing } from '../store/store.ts';
import { type Loss, settleAccount } from './settleAccount.ts';

export interface FoundCorrupt {
  readonly area: Area;
  readonly key: Key;
}

export interface SetAsideParts {
  readonly newId: () => string;
  readonly now: () => number;
  /** The page's own tables: a definition that is corrupt is had again from them. */
  readonly tables: readonly TableDefinition[];
}

/** What was set aside, and which rows are lost with it. */
export interface SetAside extends FoundCorrupt {
  readonly losses: readonly Loss[];
}

/** Moves what is corrupt into the area `aside`, each in one transaction with what it means for the account of rows. */
export async function setAside(
  store: Store,
  corrupt: readonly FoundCorrupt[],
  parts: SetAsideParts,
): Promise<SetAside[]> {
  const moved: SetAside[] = [];
  for (const one of corrupt) {
    const losses = await move(store, one, parts, true).catch((error: unknown) => {
      // Without room for a copy: that there was something is kept, and the rest goes on.
      if ((error as Error).name !== 'QuotaExceededError') throw error;
      return move(store, one, parts, false);
    });
    if (losses !== undefined) moved.push({ ...one, losses });
  }
  return moved;
}

/** Undefined when there is nothing corrupt any more: another tab was first. */
function move(
  store: Store,
  { area, key }: FoundCorrupt,
  { newId, now, tables }: SetAsideParts,
  isKept: boolean,
): Promise<readonly Loss[] | undefined> {
  return store.write(
    AREAS,
    async (transaction) => {
      const value: unknown = await transaction.get(area, key);
      if (value === undefined || isReadable(area, key, value as Areas[Area])) return undefined;
      const { sound, rest, reason } = divide(area, key, value);
      const record: AsideRecord = { area, key, reason, at: now(), ...(isKept ? { value: rest } : {}) };
      await transaction.put('aside', [newId()], record);
      if (sound === undefined) await transaction.delete(area, key);
      else await transaction.put(area, key, sound);
      await mend(transaction, area, key, tables);
      if (area === 'aside' || !CHANGES_ACCOUNT.has(area)) return [];
      return settleAccount(transaction, tableOf(area, key, value), 'corrupt' satisfies DropReason);
    },
    { durability: 'strict' },
  );
}

const CHANGES_ACCOUNT: ReadonlySet<Area> = new Set(['journal', 'seqs', 'shards', 'receipts', 'counters']);

/** Of which table rows may be lost; of any, where the record does not say. */
function tableOf(area: Area, [first]: Key, value: unknown): string | undefined {
  if (area !== 'shards' && area !== 'receipts') return typeof first === 'string' ? first : undefined;
  const table = (value as { readonly table?: unknown } | null)?.table;
  return typeof table === 'string' ? table : undefined;
}

/** What can still be worked with of a record, and what cannot. */
function divide(area: Area, key: Key, value: unknown): { sound?: Areas[Area]; rest: unknown; reason: string } {
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
export function soundJournal(key: Key, value: unknown): { sound?: JournalRecord; rest: unknown } {
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
  const { said: _said, ...frame } = record;
  const said = record.said === undefined ? {} : { said: record.said.slice?.(0, torn < 0 ? undefined : torn) };
  const sound = { ...frame, entries, ...said };
  if (!isReadable('exits', key, sound)) return { rest: value };
  return { sound, rest: { ...record, entries: record.entries.filter((entry) => !isSound(entry)) } };
}

/** What belongs to the record and is of no use alone, or can be had again. */
async function mend(
  transaction: Writing,
  area: Area,
  key: Key,
  tables: readonly TableDefinition[],
): Promise<void> {
  if (area === 'tables') {
    const own = tables.find(({ name, fingerprint }) => name === key[0] && fingerprint === key[1]);
    if (own !== undefined) await transaction.put('tables', [own.name, own.fingerprint], own);
  }
}
