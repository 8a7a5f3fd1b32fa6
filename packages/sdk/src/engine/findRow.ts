import type { RowState } from '../api/row.ts';
import type { JournalEntry, JournalRecord, ReceiptRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** A row in the journal, by its id. */
export interface JournalRow {
  readonly clientId: string;
  readonly record: JournalRecord;
  readonly entry: JournalEntry;
}

export async function findInJournal(
  store: Store,
  table: string,
  rowId: string,
): Promise<JournalRow | undefined> {
  const records = await store.read(['journal'], (transaction) => transaction.list('journal', [table]));
  for (const [key, record] of records) {
    const entry = record.entries.find((one) => one.rowId === rowId && one.change === 0);
    if (entry !== undefined) return { clientId: String(key[1]), record, entry };
  }
  return undefined;
}

/** Where a row is. */
export async function findRowState(store: Store, table: string, rowId: string): Promise<RowState> {
  if (await findInJournal(store, table, rowId)) return { kind: 'waiting' };
  const [shards, receipts] = await store.read(['shards', 'receipts'], async (transaction) => [
    await transaction.list('shards'),
    await transaction.list('receipts'),
  ]);
  for (const [, shard] of shards) {
    if (shard.table !== table || !shard.rows.some((row) => row.rowId === rowId)) continue;
    return shard.state === 'waiting'
      ? { kind: 'waiting' }
      : { kind: 'dead', reason: shard.reason ?? 'refused' };
  }
  for (const [, receipt] of receipts) {
    if (receipt.table === table && receipt.rowIds.includes(rowId)) return stateOf(receipt);
  }
  return { kind: 'unknown' };
}

function stateOf({ state, commit, path, reason }: ReceiptRecord): RowState {
  if (state === 'accepted') return { kind: 'accepted' };
  if (state === 'committed' && commit !== undefined && path !== undefined)
    return { kind: 'committed', commit, path };
  return { kind: 'dead', reason: reason ?? 'the relay no longer knows it' };
}
