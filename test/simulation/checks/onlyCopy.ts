import { hasSeq } from '@parqueue/schema/wire';
import type {
  ExitRecord,
  JournalRecord,
  ReceiptRecord,
  SeqRecord,
  ShardRecord,
} from '../../../packages/sdk/src/store/records.ts';
import type { AppliedChange, Disk } from '../disk.ts';
import { placeOf, type RelayModel } from '../relayModel.ts';

/**
 * R4 on the store, at each commit: what is deleted there lies elsewhere on the device, or the relay has given its receipt; and a receipt
 * says what is true. Gives what is wrong.
 */
export function onlyCopyProblem(
  disk: Disk,
  changes: readonly AppliedChange[],
  relay: RelayModel,
): string | undefined {
  for (const change of changes) {
    const problem = problemOf(disk, change, relay);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOf(disk: Disk, change: AppliedChange, relay: RelayModel): string | undefined {
  const { area, key, value, before } = change;
  if (area === 'shards' && value === undefined && before !== undefined)
    return shardProblem(disk, String(key[0]), before as ShardRecord, relay);
  if (area === 'journal' && before !== undefined)
    return journalProblem(disk, key as string[], before as JournalRecord, value as JournalRecord | undefined);
  if (area === 'exits' && value === undefined && before !== undefined)
    return exitProblem(disk, String(key[0]), before as ExitRecord);
  if (area === 'shards' && value !== undefined)
    return deadProblem(String(key[0]), value as ShardRecord, relay);
  if (area === 'receipts' && value !== undefined)
    return receiptProblem(String(key[0]), value as ReceiptRecord, relay);
  return undefined;
}

/** Only the relay's own last word makes a dead letter. */
function deadProblem(shardId: string, { state, reason }: ShardRecord, relay: RelayModel) {
  const isRefused = relay.refused.has(shardId) || relay.shards.get(shardId)?.state === 'dead';
  if (state !== 'dead' || isRefused) return undefined;
  return `[SD5] shard ${shardId} is dead (${reason}), and the relay never refused it`;
}

function shardProblem(
  disk: Disk,
  shardId: string,
  { table, clientId, rows }: ShardRecord,
  relay: RelayModel,
) {
  if (relay.everAccepted.has(shardId)) return undefined;
  const back = unsealedRows(disk, table, clientId);
  const gone = rows.filter(({ rowId }) => !back.has(rowId));
  if (gone.length === 0) return undefined;
  return `[R4] shard ${shardId} is gone from the device with ${gone.length} rows, and the relay never took it`;
}

function unsealedRows(disk: Disk, table: string, clientId: string): Set<string> {
  const records = disk.list('journal', [table, clientId]).map(({ value }) => value as JournalRecord);
  return new Set(records.flatMap(({ entries }) => entries.map(({ rowId }) => rowId)));
}

/** Rows and changes that leave a journal record are in a shard, or in another record. */
function journalProblem(
  disk: Disk,
  [table, clientId]: string[],
  before: JournalRecord,
  after?: JournalRecord,
) {
  const idOf = ({ seq, change }: { seq: number; change: number }) => `${seq}/${change}`;
  const kept = new Set(after?.entries.map(idOf));
  const left = before.entries.filter((entry) => !kept.has(idOf(entry)));
  if (left.length === 0) return undefined;
  const records = disk.list('journal', [table as string, clientId as string]);
  const elsewhere = new Set(records.flatMap(({ value }) => (value as JournalRecord).entries.map(idOf)));
  const shards = disk.list('shards', []).map(({ value }) => value as ShardRecord);
  const ofClient = shards.filter((shard) => shard.table === table && shard.clientId === clientId);
  for (const entry of left) {
    const row = ofClient.flatMap(({ rows }) => rows).find(({ seq }) => seq === entry.seq);
    const isIn = entry.change === 0 ? row !== undefined : row?.folded.includes(entry.change);
    if (!isIn && !elsewhere.has(idOf(entry)))
      return `[R4] ${table} ${entry.rowId} change ${entry.change} left the journal and is in no shard`;
  }
  return undefined;
}

/** What a page wrote at its end goes only when its rows are known to the journal. */
function exitProblem(disk: Disk, clientId: string, { entries, said }: ExitRecord) {
  if (said !== undefined) return undefined;
  for (const { table, seq, change, rowId } of entries) {
    const seqs = disk.get('seqs', [table, clientId]) as SeqRecord | undefined;
    if (change === 0 && !hasSeq(seqs?.stored ?? [], seq))
      return `[R4] ${table} ${rowId}, which its page wrote at its end, is gone`;
  }
  return undefined;
}

function receiptProblem(shardId: string, { state, commit }: ReceiptRecord, relay: RelayModel) {
  const shard = relay.shards.get(shardId);
  const isTrue = {
    accepted: relay.everAccepted.has(shardId),
    committed: shard?.state === 'committed' && commit === placeOf(shard).commit,
    dead: shard?.state === 'dead',
    lost: relay.everLost.has(shardId),
  }[state];
  return isTrue ? undefined : `[R5] the receipt of shard ${shardId} says ${state}, which is not so`;
}
