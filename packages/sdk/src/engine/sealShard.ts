import type { TableDefinition } from '@parqueue/schema';
import { unionRanges } from '@parqueue/schema/wire';
import { addCounts } from '../journal/counters.ts';
import type { FoldedRow } from '../journal/foldRows.ts';
import type { Store, Writing } from '../store/store.ts';
import { audioCells } from './completeRow.ts';
import type { Candidate } from './sealCandidate.ts';
import type { SealedShard } from './sealer.ts';

/**
 * Puts a shard and takes its rows out of the journal, in one transaction. False, with nothing done, when the journal has moved on since it
 * was read: a row was changed, or another tab has sealed some. A shard that is dead from the start is counted as such.
 *
 * The rows are not read again: their records change only when rows of the page life are sealed, and then its sealed numbers change with them.
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
      const seqs = await transaction.get('seqs', [definition.name, clientId]);
      if (seqs === undefined || JSON.stringify(seqs.sealed) !== JSON.stringify(candidate.sealed))
        return false;
      if (await hasMoved(transaction, candidate, sealed)) return false;
      await Promise.all([
        takeOut(transaction, candidate, sealed),
        transaction.put('seqs', [definition.name, clientId], {
          ...seqs,
          sealed: unionRanges(seqs.sealed, record.seqs),
          identity: seqs.identity ?? candidate.identity,
        }),
        transaction.put('shards', [shardId], record),
        bytes && transaction.put('shardBytes', [shardId], bytes),
        record.state === 'dead' && addCounts(transaction, record.table, { dead: rows.length }),
        takeClips(transaction, definition, rows),
      ]);
      return true;
    },
    { durability: 'strict' },
  );
}

/**
 * Whether records that were read are gone, or new ones speak of the rows, or hold rows that were read: those were sealed and their shard
 * taken apart since, so that the sealed numbers are the same again and the records are not.
 */
async function hasMoved(
  transaction: Writing,
  { definition, clientId, records }: Candidate,
  sealed: ReadonlySet<number>,
): Promise<boolean> {
  const present = await transaction.keys('journal', [definition.name, clientId]);
  const unread = present.filter((key) => !records.has(JSON.stringify(key)));
  if (present.length - unread.length !== records.size) return true;
  if (unread.length === 0) return false;
  const read = rowsOf(records);
  const fresh = await Promise.all(unread.map((key) => transaction.get('journal', key)));
  return fresh.some((record) =>
    record?.entries.some(({ seq, change }) => sealed.has(seq) || (change === 0 && read.has(seq))),
  );
}

/** The numbers of the rows in these records. */
function rowsOf(records: Candidate['records']): ReadonlySet<number> {
  const seqs = new Set<number>();
  for (const [, { entries }] of records.values())
    for (const { seq, change } of entries) if (change === 0) seqs.add(seq);
  return seqs;
}

/** Takes the rows out of their records; one that has others too is kept for those. */
async function takeOut(
  transaction: Writing,
  { records }: Candidate,
  sealed: ReadonlySet<number>,
): Promise<void> {
  await Promise.all(
    Array.from(records.values(), async ([key, record]) => {
      const left = record.entries.filter(({ seq }) => !sealed.has(seq));
      if (left.length === 0) await transaction.delete('journal', key);
      else if (left.length < record.entries.length)
        await transaction.put('journal', key, { ...record, entries: left });
    }),
  );
}

/** Notes with each clip which row has it: it is not offered again, and not dropped as one that nobody wanted. */
async function takeClips(
  transaction: Writing,
  table: TableDefinition,
  rows: readonly FoldedRow[],
): Promise<void> {
  const takers = new Map<string, Map<number, string>>();
  for (const { cells, rowId } of rows) {
    for (const [recordingId, index] of audioCells(table, cells)) {
      const ofRecording = takers.get(recordingId) ?? new Map<number, string>();
      takers.set(recordingId, ofRecording.set(index, rowId));
    }
  }
  await Promise.all(
    Array.from(takers, async ([recordingId, ofRecording]) => {
      const recording = await transaction.get('recordings', [recordingId]);
      if (recording === undefined) return;
      const clips = recording.clips.map((clip) => {
        const takenBy = ofRecording.get(clip.index);
        return takenBy === undefined ? clip : { ...clip, takenBy };
      });
      await transaction.put('recordings', [recordingId], { ...recording, clips });
    }),
  );
}
