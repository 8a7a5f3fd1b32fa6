import type { Cell, TableDefinition } from '@parqueue/schema';
import { type FoldedRow, foldRows } from '../journal/foldRows.ts';
import type { Identity, JournalRecord, KeptRecord, SealedRow, StoredClip } from '../store/records.ts';
import type { Key, Reading } from '../store/store.ts';
import { audioCells, rowCompleter } from './completeRow.ts';

/** A row that lies in the journal and can still be changed there. */
export interface WaitingRow {
  readonly clientId: string;
  readonly definition: TableDefinition;
  readonly record: JournalRecord;
  readonly row: FoldedRow;
}

/** A row as it left the journal, its cells as they are in the dataset, without its sound. */
export interface SentRow {
  readonly definition: TableDefinition;
  readonly identity: Identity;
  readonly row: SealedRow;
  readonly cells: readonly Cell[];
}

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
  return row && { clientId, definition, record, row };
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
  const { fingerprint, identity, row, clips } = newest;
  const definition = await transaction.get('tables', [table, fingerprint]);
  if (definition === undefined) return undefined;
  const cells = JSON.parse(row.line) as Cell[];
  const [first] = audioCells(definition, cells);
  const clip = first && clips[clipKey(...first)];
  const complete = rowCompleter(definition)({ ...row, cells }, { userId: identity.userId, clip });
  const features = Object.values(definition.features);
  return {
    definition,
    identity,
    row,
    cells: complete.map((cell, index) => (features[index]?.kind === 'audio' ? null : cell)),
  };
}

const revisionOf = ({ revision = 0 }: { readonly revision?: number }): number => revision;

type Found = Pick<KeptRecord, 'fingerprint' | 'identity' | 'clips'> & { readonly row: SealedRow };

async function inShards(transaction: Reading, table: string, rowId: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const [, shard] of await transaction.list('shards')) {
    const row = shard.table === table ? shard.rows.find((one) => one.rowId === rowId) : undefined;
    if (row === undefined) continue;
    const { fingerprint, identity } = shard;
    const definition = await transaction.get('tables', [table, fingerprint]);
    found.push({ fingerprint, identity, row, clips: await clipsOf(transaction, definition, [row]) });
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
    if (kept !== undefined && row !== undefined) found.push({ ...kept, row });
  }
  return found;
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
