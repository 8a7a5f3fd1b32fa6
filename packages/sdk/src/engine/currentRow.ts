import type { Cell, TableDefinition } from '@parqueue/schema';
import { hasSeq } from '@parqueue/schema/wire';
import { type FoldedRow, foldRows } from '../journal/foldRows.ts';
import type { Identity, JournalRecord, KeptRecord, SealedRow, StoredClip } from '../store/records.ts';
import type { Key, Reading, Writing } from '../store/store.ts';
import { audioCells, rowCompleter } from './completeRow.ts';

/** A row that lies in the journal and can still be changed there. */
export interface WaitingRow {
  readonly clientId: string;
  readonly definition: TableDefinition;
  readonly record: JournalRecord;
  readonly row: FoldedRow;
  /** Its shard was taken apart: a newer revision of it may have left meanwhile. */
  readonly isReopened: boolean;
}

/** A row as it left the journal, its cells as they are in the dataset, without its sound. */
export interface SentRow {
  readonly place: Place;
  readonly definition: TableDefinition;
  readonly identity: Identity;
  readonly row: SealedRow;
  readonly cells: readonly Cell[];
}

/** The record that a row which left the journal is known from. */
type Place = readonly [area: 'shards' | 'kept', key: Key];

/** The newest revision of a row that lies in the journal. */
export async function findWaiting(
  transaction: Reading,
  table: string,
  rowId: string,
): Promise<WaitingRow | undefined> {
  const records = await transaction.list('journal', [table]);
  const found = records.flatMap(([key, record]) =>
    record.entries
      .filter((entry) => entry.rowId === rowId && entry.change === 0)
      .map((entry) => ({ clientId: String(key[1]), record, entry })),
  );
  const [newest] = found.toSorted((a, b) => revisionOf(b.entry) - revisionOf(a.entry));
  if (newest === undefined) return undefined;
  const { clientId, record, entry } = newest;
  const definition = await transaction.get('tables', [table, record.fingerprint]);
  if (definition === undefined) return undefined;
  const ofRow = records
    .filter(([key]) => key[1] === clientId)
    .flatMap(([, { entries }]) => entries.filter(({ seq }) => seq === entry.seq));
  const [row] = foldRows(definition, ofRow);
  const seqs = await transaction.get('seqs', [table, clientId]);
  return row && { clientId, definition, record, row, isReopened: hasSeq(seqs?.reopened ?? [], row.seq) };
}

/** The newest revision of a row that was sealed, of those that this device knows. */
export async function findSent(
  transaction: Reading,
  table: string,
  rowId: string,
): Promise<SentRow | undefined> {
  const found = [
    ...(await inShards(transaction, table, rowId)),
    ...(await inKept(transaction, table, rowId)),
  ];
  const [newest] = found.toSorted((a, b) => revisionOf(b.row) - revisionOf(a.row));
  if (newest === undefined) return undefined;
  const { place, fingerprint, identity, row, clips } = newest;
  const definition = await transaction.get('tables', [table, fingerprint]);
  if (definition === undefined) return undefined;
  const cells = JSON.parse(row.line) as Cell[];
  const [first] = audioCells(definition, cells);
  const clip = first && clips[clipKey(...first)];
  const complete = rowCompleter(definition)({ ...row, cells }, { userId: identity.userId, clip });
  const features = Object.values(definition.features);
  return {
    place,
    definition,
    identity,
    row,
    cells: complete.map((cell, index) => (features[index]?.kind === 'audio' ? null : cell)),
  };
}

/** Notes that a change is in a row that has left already, so that it is not made when it is said again. */
export async function noteFolded(
  transaction: Writing,
  { place: [area, key], row }: SentRow,
  change: number,
): Promise<void> {
  const record = await transaction.get(area, key);
  if (record === undefined) return;
  const rows = record.rows.map((one) =>
    one.rowId === row.rowId && one.seq === row.seq ? { ...one, folded: [...one.folded, change] } : one,
  );
  await transaction.put(area, key, { ...record, rows });
}

export const revisionOf = ({ revision = 0 }: { readonly revision?: number }): number => revision;

type Found = Pick<KeptRecord, 'fingerprint' | 'identity' | 'clips'> & {
  readonly place: Place;
  readonly row: SealedRow;
};

async function inShards(transaction: Reading, table: string, rowId: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const [key, shard] of await transaction.list('shards')) {
    const row = shard.table === table ? shard.rows.find((one) => one.rowId === rowId) : undefined;
    if (row === undefined) continue;
    const { fingerprint, identity } = shard;
    const definition = await transaction.get('tables', [table, fingerprint]);
    const clips = await clipsOf(transaction, definition, [row]);
    found.push({ place: ['shards', key], fingerprint, identity, row, clips });
  }
  return found;
}

/** What is kept lies under the ids of its first and its last row, so that few records are read for one row. */
async function inKept(transaction: Reading, table: string, rowId: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const key of await transaction.keys('kept', [table])) {
    if (rowId < String(key[1]) || rowId > String(key[2])) continue;
    const kept = await transaction.get('kept', key);
    const row = kept?.rows.find((one) => one.rowId === rowId);
    if (kept !== undefined && row !== undefined) found.push({ ...kept, place: ['kept', key], row });
  }
  return found;
}

/** Which revision of a row each shard had that was delivered, by the id of the shard. */
export async function keptRevisions(
  transaction: Reading,
  table: string,
  rowId: string,
): Promise<ReadonlyMap<string, number>> {
  const found = await inKept(transaction, table, rowId);
  return new Map(found.map(({ place: [, key], row }) => [String(key[3]), revisionOf(row)]));
}

/** Where what is needed of a shard's rows for later changes is kept. */
export function keptKey(table: string, rows: readonly SealedRow[], shardId: string): Key {
  const ids = rows.map(({ rowId }) => rowId).sort();
  return [table, ids[0] ?? '', ids.at(-1) ?? '', shardId];
}

/** What columns may be filled with of the clips that rows name. */
export async function clipsOf(
  transaction: Reading,
  definition: TableDefinition | undefined,
  rows: readonly SealedRow[],
): Promise<KeptRecord['clips']> {
  const clips: Record<string, Pick<StoredClip, 'pcmSha256' | 'durationS'>> = {};
  if (definition === undefined) return clips;
  for (const { line } of rows) {
    for (const [recordingId, index] of audioCells(definition, JSON.parse(line) as Cell[])) {
      const clip = (await transaction.get('recordings', [recordingId]))?.clips[index];
      if (clip === undefined) continue;
      clips[clipKey(recordingId, index)] = { pcmSha256: clip.pcmSha256, durationS: clip.durationS };
    }
  }
  return clips;
}

const clipKey = (recordingId: string, index: number): string => `${recordingId}/${index}`;
