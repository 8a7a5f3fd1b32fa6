import { hasSeq, rangesOf, seqCount, type SeqRanges, unionRanges } from '@parqueue/schema/wire';
import type { DropReason } from '../api/events.ts';
import { isSoundRecord } from '../store/recordChecks.ts';
import type { CounterRecord, JournalRecord, ReceiptRecord, SeqRecord, ShardRecord } from '../store/records.ts';
import type { Area, Areas, Key, Reading, Writing } from '../store/store.ts';
import { addCounts } from './counters.ts';
import { soundJournal } from './setAside.ts';

/** Rows that are counted and nowhere on this device any more. */
export interface Loss {
  readonly table: string;
  readonly rowCount: number;
}

/** What settling an account touches. */
export const ACCOUNT_AREAS: readonly Area[] = ['journal', 'exits', 'seqs', 'shards', 'receipts', 'counters'];

/**
 * Brings the account of a table, or of all, into agreement with what is there (R1), inside the caller's transaction: rows that are neither
 * in the journal nor sealed, and rows whose shard is gone, count as dropped, each once. What no record says any more is had from others: the
 * numbers of a page life from its journal, shards and receipts, the counters from those numbers.
 */
export async function settleAccount(
  transaction: Writing,
  only: string | undefined,
  reason: DropReason,
): Promise<readonly Loss[]> {
  const held = await readHeld(transaction);
  const losses: Loss[] = [];
  for (const table of only === undefined ? tablesOf(held) : [only]) {
    const missing = await dropMissing(transaction, held, table, reason);
    const vanished = await balance(transaction, held, table, reason);
    if (missing + vanished > 0) losses.push({ table, rowCount: missing + vanished });
  }
  return losses;
}

/** Everything that says something of rows, as far as it is sound. */
interface Held {
  readonly journal: readonly (readonly [Key, JournalRecord])[];
  readonly seqs: Map<string, readonly [Key, SeqRecord]>;
  readonly shards: readonly ShardRecord[];
  readonly receipts: readonly ReceiptRecord[];
  readonly counters: ReadonlyMap<string, CounterRecord>;
}

async function readHeld(transaction: Reading): Promise<Held> {
  const journal = (await transaction.list('journal')).flatMap(([key, value]) => {
    const { sound } = isSoundRecord('journal', key, value) ? { sound: value } : soundJournal(key, value);
    return sound === undefined ? [] : [[key, sound] as const];
  });
  const sound = async <A extends Area>(area: A): Promise<[Key, Areas[A]][]> =>
    (await transaction.list(area)).filter(([key, value]) => isSoundRecord(area, key, value));
  const seqs = await sound('seqs');
  const counters = await sound('counters');
  return {
    journal,
    seqs: new Map(seqs.map(([key, record]) => [JSON.stringify(key), [key, record]])),
    shards: (await sound('shards')).map(([, shard]) => shard),
    receipts: (await sound('receipts')).map(([, receipt]) => receipt),
    counters: new Map(counters.map(([key, record]) => [String(key[0]), record])),
  };
}

const tablesOf = ({ journal, seqs, shards, counters }: Held): ReadonlySet<string> =>
  new Set([
    ...journal.map(([key]) => String(key[0])),
    ...Array.from(seqs.values(), ([key]) => String(key[0])),
    ...shards.map(({ table }) => table),
    ...counters.keys(),
  ]);

/** Rows that are stored by number and in no record: they count as sealed from now on, so that they are not awaited. */
async function dropMissing(
  transaction: Writing,
  held: Held,
  table: string,
  reason: DropReason,
): Promise<number> {
  let missingCount = 0;
  for (const [clientId, present] of clientsOf(held, table)) {
    const key = [table, clientId];
    const before = held.seqs.get(JSON.stringify(key))?.[1];
    const record = before ?? seqsFrom(held, table, clientId, present);
    const missing = rangesOf(missingOf(record, present));
    const count = seqCount(missing);
    if (count === 0 && before !== undefined) continue;
    missingCount += count;
    const lost = count === 0 ? record.lost : { ...record.lost, [reason]: (record.lost?.[reason] ?? 0) + count };
    const after = { ...record, sealed: unionRanges(record.sealed, missing), ...(lost && { lost }) };
    held.seqs.set(JSON.stringify(key), [key, after]);
    await transaction.put('seqs', key, after);
  }
  if (missingCount > 0 && held.counters.has(table))
    await addCounts(transaction, table, { dropped: { [reason]: missingCount } });
  return missingCount;
}

/** The numbers of the rows that the journal has, by page life; every page life that anything is known of. */
function clientsOf({ journal, seqs, shards, receipts }: Held, table: string): Map<string, Set<number>> {
  const clients = new Map<string, Set<number>>();
  const of = (clientId: string) => {
    const present = clients.get(clientId) ?? new Set<number>();
    clients.set(clientId, present);
    return present;
  };
  for (const [key] of seqs.values()) if (key[0] === table) of(String(key[1]));
  for (const record of [...shards, ...receipts]) if (record.table === table) of(record.clientId);
  for (const [key, { entries }] of journal) {
    if (key[0] !== table) continue;
    const present = of(String(key[1]));
    for (const { change, seq } of entries) if (change === 0) present.add(seq);
  }
  return clients;
}

/** The numbers of a page life whose record is gone. */
function seqsFrom(held: Held, table: string, clientId: string, present: ReadonlySet<number>): SeqRecord {
  const parts = [...held.shards, ...held.receipts].filter(
    (one) => one.table === table && one.clientId === clientId,
  );
  const sealed = parts.reduce<SeqRanges>((all, { seqs }) => unionRanges(all, seqs), []);
  const identity = held.shards.find((one) => one.table === table && one.clientId === clientId)?.identity;
  return { stored: unionRanges(sealed, rangesOf(present)), sealed, identity: identity ?? null };
}

function* missingOf({ stored, sealed }: SeqRecord, present: ReadonlySet<number>): Generator<number> {
  for (const [first, last] of stored)
    for (let seq = first; seq <= last; seq++) if (!present.has(seq) && !hasSeq(sealed, seq)) yield seq;
}

/** Rows that the counters know and nothing else does were in a shard that is gone; counters that are gone are made anew. */
async function balance(
  transaction: Writing,
  held: Held,
  table: string,
  reason: DropReason,
): Promise<number> {
  const pending = pendingOf(held, table);
  const counts = await transaction.get('counters', [table]);
  if (counts === undefined || !held.counters.has(table)) {
    await transaction.put('counters', [table], countersFrom(held, table, pending));
    return 0;
  }
  const { appended, accepted, committed, dead, dropped } = counts;
  const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const vanished = appended - (pending + accepted + committed + dead + gone);
  if (vanished > 0) await addCounts(transaction, table, { dropped: { [reason]: vanished } });
  // The numbers of a page life are gone, and more of its rows are here than were counted.
  if (vanished < 0) await addCounts(transaction, table, { appended: -vanished });
  return Math.max(0, vanished);
}

function pendingOf({ seqs, shards }: Held, table: string): number {
  let pending = 0;
  for (const [key, { stored, sealed }] of seqs.values())
    if (key[0] === table) pending += seqCount(stored) - seqCount(sealed);
  for (const shard of shards)
    if (shard.table === table && shard.state === 'waiting') pending += shard.rows.length;
  return pending;
}

/** What was sealed and is neither here nor at the relay has been committed: nothing else leaves no trace. */
function countersFrom({ seqs, shards, receipts }: Held, table: string, pending: number): CounterRecord {
  let stored = 0;
  let lost = 0;
  const dropped: Partial<Record<DropReason, number>> = {};
  for (const [key, record] of seqs.values()) {
    if (key[0] !== table) continue;
    stored += seqCount(record.stored);
    for (const [reason, count] of Object.entries(record.dropped ?? {})) add(dropped, reason, count);
    for (const [reason, count] of Object.entries(record.lost ?? {})) {
      add(dropped, reason, count);
      lost += count;
    }
  }
  const ofTable = receipts.filter((one) => one.table === table);
  const rowsOf = (state: ReceiptRecord['state']) =>
    ofTable.reduce((sum, receipt) => sum + (receipt.state === state ? receipt.rowIds.length : 0), 0);
  if (rowsOf('lost') > 0) add(dropped, 'relay_lost', rowsOf('lost'));
  const deadShards = shards.filter((one) => one.table === table && one.state === 'dead');
  const dead = rowsOf('dead') + deadShards.reduce((sum, { rows }) => sum + rows.length, 0);
  const accepted = rowsOf('accepted');
  const committed = Math.max(0, stored - lost - pending - accepted - dead - rowsOf('lost'));
  const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return { appended: pending + accepted + committed + dead + gone, accepted, committed, dead, dropped };
}

const add = (to: Partial<Record<string, number>>, reason: string, count: number): void => {
  to[reason] = (to[reason] ?? 0) + count;
};
