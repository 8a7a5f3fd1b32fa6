import type { TableDefinition } from '@parqueue/schema';
import type { DropReason } from '../api/events.ts';
import { isReadable } from '../store/recordChecks.ts';
import type { AsideRecord } from '../store/records.ts';
import { AREAS, type Area, type Areas, type Key, type Store, type Writing } from '../store/store.ts';
import { type Loss, settleAccount } from './settleAccount.ts';
import { soundPart } from './soundPart.ts';

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
      const { sound, rest, reason } = soundPart(area, key, value);
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
