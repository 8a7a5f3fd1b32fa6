import type { RowState } from '../api/row.ts';
import type { JournalRecord, ReceiptRecord } from '../store/records.ts';
import type { Reading, Store } from '../store/store.ts';
import { keptRevisions, revisionOf } from './currentRow.ts';

/** Where the newest revision of a row is, as far as this device knows; while anything of the row waits here, that is what counts. */
export function findRowState(store: Store, table: string, rowId: string): Promise<RowState> {
  return store.read(['journal', 'shards', 'receipts', 'kept'], async (transaction) => {
    const journal = await transaction.list('journal', [table]);
    const isIn = ({ entries }: JournalRecord) =>
      entries.some((one) => one.rowId === rowId && one.change === 0);
    if (journal.some(([, record]) => isIn(record))) return { kind: 'waiting' };
    const here = await inShards(transaction, table, rowId);
    if (here.some(({ state }) => state.kind === 'waiting')) return { kind: 'waiting' };
    const found = [...here, ...(await inReceipts(transaction, table, rowId))];
    const [newest] = found.toSorted((a, b) => b.revision - a.revision || b.at - a.at);
    return newest?.state ?? { kind: 'unknown' };
  });
}

/** Where one revision of a row is, and since when. */
interface Found {
  readonly revision: number;
  readonly at: number;
  readonly state: RowState;
}

async function inShards(transaction: Reading, table: string, rowId: string): Promise<Found[]> {
  const shards = await transaction.list('shards');
  return shards.flatMap(([, shard]): Found[] => {
    const row = shard.table === table ? shard.rows.find((one) => one.rowId === rowId) : undefined;
    if (row === undefined) return [];
    const { state, reason = 'refused', sealedAt: at } = shard;
    return [
      { revision: revisionOf(row), at, state: state === 'dead' ? { kind: 'dead', reason } : { kind: state } },
    ];
  });
}

async function inReceipts(transaction: Reading, table: string, rowId: string): Promise<Found[]> {
  const revisions = await keptRevisions(transaction, table, rowId);
  const receipts = await transaction.list('receipts');
  return receipts
    .filter(([, receipt]) => receipt.table === table && receipt.rowIds.includes(rowId))
    .map(([[shardId], receipt]) => ({
      revision: revisions.get(String(shardId)) ?? 0,
      at: receipt.acceptedAt,
      state: stateOf(receipt),
    }));
}

function stateOf({ state, commit, path, reason }: ReceiptRecord): RowState {
  if (state === 'accepted') return { kind: 'accepted' };
  if (state === 'committed' && commit !== undefined && path !== undefined)
    return { kind: 'committed', commit, path };
  return { kind: 'dead', reason: reason ?? 'the relay no longer knows it' };
}
