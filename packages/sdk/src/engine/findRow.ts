import type { RowState } from '../api/row.ts';
import type { JournalRecord, ReceiptRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** Where the newest revision of a row is, as far as this device knows. */
export function findRowState(store: Store, table: string, rowId: string): Promise<RowState> {
  return store.read(['journal', 'shards', 'receipts'], async (transaction) => {
    const journal = await transaction.list('journal', [table]);
    const isIn = ({ entries }: JournalRecord) =>
      entries.some((one) => one.rowId === rowId && one.change === 0);
    if (journal.some(([, record]) => isIn(record))) return { kind: 'waiting' };
    const shards = (await transaction.list('shards'))
      .map(([, shard]) => shard)
      .filter((shard) => shard.table === table && shard.rows.some((row) => row.rowId === rowId));
    if (shards.some(({ state }) => state === 'waiting')) return { kind: 'waiting' };
    const dead = shards.toSorted((a, b) => b.sealedAt - a.sealedAt)[0];
    if (dead !== undefined) return { kind: 'dead', reason: dead.reason ?? 'refused' };
    const receipts = (await transaction.list('receipts'))
      .map(([, receipt]) => receipt)
      .filter((receipt) => receipt.table === table && receipt.rowIds.includes(rowId));
    const newest = receipts.toSorted((a, b) => b.acceptedAt - a.acceptedAt)[0];
    return newest === undefined ? { kind: 'unknown' } : stateOf(newest);
  });
}

function stateOf({ state, commit, path, reason }: ReceiptRecord): RowState {
  if (state === 'accepted') return { kind: 'accepted' };
  if (state === 'committed' && commit !== undefined && path !== undefined)
    return { kind: 'committed', commit, path };
  return { kind: 'dead', reason: reason ?? 'the relay no longer knows it' };
}
