import { rangesOf, unionRanges } from '@parqueue/schema/wire';
import type { DeleteResult } from '../api/row.ts';
import { addCounts } from '../journal/counters.ts';
import type { Store, Writing } from '../store/store.ts';
import { audioCells } from './completeRow.ts';
import { findSent, findWaiting, type WaitingRow } from './currentRow.ts';
import { deleteIn } from './deleteRecording.ts';

/**
 * Deletes a row that lies in the journal, with its sound, and counts it as dropped. One that was sealed, in this or an earlier revision, may
 * be at the relay, and stays.
 */
export async function deleteRow(store: Store, table: string, rowId: string): Promise<DeleteResult> {
  const result = await store.write(
    ['journal', 'seqs', 'tables', 'counters', 'shards', 'kept', 'receipts', 'recordings', 'blocks'],
    async (transaction): Promise<DeleteResult> => {
      const waiting = await findWaiting(transaction, table, rowId);
      if (waiting !== undefined && waiting.row.revision === undefined) {
        await deleteWaiting(transaction, table, waiting);
        return { deleted: true };
      }
      const isSent = waiting !== undefined || (await findSent(transaction, table, rowId)) !== undefined;
      if (isSent) return { deleted: false, reason: 'sealed' };
      const receipts = await transaction.list('receipts');
      const isDelivered = receipts.some(([, one]) => one.table === table && one.rowIds.includes(rowId));
      return { deleted: false, reason: isDelivered ? 'sealed' : 'unknown' };
    },
    { durability: 'strict' },
  );
  if (result.deleted) await store.forget?.();
  return result;
}

async function deleteWaiting(
  transaction: Writing,
  table: string,
  { clientId, definition, row }: WaitingRow,
): Promise<void> {
  for (const [key, record] of await transaction.list('journal', [table, clientId])) {
    const entries = record.entries.filter(({ seq }) => seq !== row.seq);
    if (entries.length === record.entries.length) continue;
    if (entries.length === 0) await transaction.delete('journal', key);
    else await transaction.put('journal', key, { ...record, entries });
  }
  const seqs = await transaction.get('seqs', [table, clientId]);
  if (seqs !== undefined) {
    const lost = { ...seqs.lost, deleted: (seqs.lost?.deleted ?? 0) + 1 };
    const sealed = unionRanges(seqs.sealed, rangesOf([row.seq]));
    await transaction.put('seqs', [table, clientId], { ...seqs, sealed, lost });
  }
  await addCounts(transaction, table, { dropped: { deleted: 1 } });
  // A recording has one row for each clip: it goes when this was its only one.
  for (const [recordingId] of audioCells(definition, row.cells)) {
    const recording = await transaction.get('recordings', [recordingId]);
    if (recording !== undefined && recording.clips.length <= 1) await deleteIn(transaction, recordingId);
  }
}
