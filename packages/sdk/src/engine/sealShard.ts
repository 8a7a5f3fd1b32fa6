import type { TableDefinition } from '@parqueue/schema';
import { hasSeq, unionRanges } from '@parqueue/schema/wire';
import { addCounts } from '../journal/counters.ts';
import type { FoldedRow } from '../journal/foldRows.ts';
import type { JournalRecord } from '../store/records.ts';
import type { Key, Store, Writing } from '../store/store.ts';
import { audioCells } from './completeRow.ts';
import type { Candidate } from './sealCandidate.ts';
import type { SealedShard } from './sealer.ts';

/**
 * Puts a shard and takes its rows out of the journal, in one transaction. False, with nothing done, when the journal has moved on since it
 * was read: a row was changed, or another tab has sealed it. A shard that is dead from the start is counted as such.
 */
export function sealShard(
  store: Store,
  candidate: Candidate,
  rows: readonly FoldedRow[],
  { shardId, record, bytes }: SealedShard,
): Promise<boolean> {
  const { definition, clientId } = candidate;
  const sealed = new Set(rows.map(({ seq }) => seq));
  return store.write(
    ['journal', 'seqs', 'shards', 'shardBytes', 'recordings', 'counters'],
    async (transaction) => {
      const present = await transaction.list('journal', [definition.name, clientId]);
      const seqs = await transaction.get('seqs', [definition.name, clientId]);
      if (seqs === undefined || rows.some(({ seq }) => hasSeq(seqs.sealed, seq))) return false;
      if (hasMoved(present, candidate, sealed)) return false;
      await takeOut(transaction, present, sealed);
      await transaction.put('seqs', [definition.name, clientId], {
        ...seqs,
        sealed: unionRanges(seqs.sealed, record.seqs),
        identity: seqs.identity ?? candidate.identity,
      });
      await transaction.put('shards', [shardId], record);
      if (bytes !== undefined) await transaction.put('shardBytes', [shardId], bytes);
      if (record.state === 'dead') await addCounts(transaction, record.table, { dead: rows.length });
      for (const row of rows) await takeClips(transaction, definition, row);
      return true;
    },
    { durability: 'strict' },
  );
}

/** Whether records that were read are gone, or new ones speak of the rows. */
function hasMoved(
  present: readonly [Key, JournalRecord][],
  { records }: Candidate,
  sealed: ReadonlySet<number>,
): boolean {
  const unread = present.filter(([key]) => !records.has(JSON.stringify(key)));
  if (present.length - unread.length !== records.size) return true;
  return unread.some(([, { entries }]) => entries.some(({ seq }) => sealed.has(seq)));
}

/** Takes the rows out of the records as they are now: since they were read, another tab may have taken others. */
async function takeOut(
  transaction: Writing,
  present: readonly [Key, JournalRecord][],
  sealed: ReadonlySet<number>,
): Promise<void> {
  for (const [key, record] of present) {
    const left = record.entries.filter(({ seq }) => !sealed.has(seq));
    if (left.length === 0) await transaction.delete('journal', key);
    else if (left.length < record.entries.length)
      await transaction.put('journal', key, { ...record, entries: left });
  }
}

/** Notes with each clip which row has it: it is not offered again, and not dropped as one that nobody wanted. */
async function takeClips(transaction: Writing, table: TableDefinition, row: FoldedRow): Promise<void> {
  for (const [recordingId, index] of audioCells(table, row.cells)) {
    const recording = await transaction.get('recordings', [recordingId]);
    if (recording === undefined) continue;
    const clips = recording.clips.map((clip) =>
      clip.index === index ? { ...clip, takenBy: row.rowId } : clip,
    );
    await transaction.put('recordings', [recordingId], { ...recording, clips });
  }
}
