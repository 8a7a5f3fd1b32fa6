import { hasSeq, rangesOf, type SeqRanges, seqCount, unionRanges } from '@parqueue/schema/wire';
import type { DropReason } from '../api/events.ts';
import { addCounts } from '../journal/counters.ts';
import { isReadable, isSoundRecord } from '../store/recordChecks.ts';
import type {
  CounterRecord,
  ExitRecord,
  JournalRecord,
  ReceiptRecord,
  SeqRecord,
  ShardRecord,
} from '../store/records.ts';
import type { Area, Areas, Key, Reading, Writing } from '../store/store.ts';
import { soundPart } from './soundPart.ts';

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
  const held = await readHeld(transaction, reason);
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
  readonly exits: readonly (readonly [Key, ExitRecord])[];
  readonly seqs: Map<string, readonly [Key, SeqRecord]>;
  readonly shards: readonly ShardRecord[];
  readonly receipts: readonly ReceiptRecord[];
  readonly counters: ReadonlyMap<string, CounterRecord>;
}

/** Text that cannot be read is still here: its rows are lost when it is set aside, not before. */
async function readHeld(transaction: Reading, reason: DropReason): Promise<Held> {
  const isFit = reason === 'evicted' ? isSoundRecord : isReadable;
  const readable = async <A extends 'journal' | 'exits'>(area: A): Promise<[Key, Areas[A]][]> =>
    (await transaction.list(area)).flatMap(([key, value]): [Key, Areas[A]][] => {
      const sound = isFit(area, key, value) ? value : (soundPart(area, key, value).sound as Areas[A]);
      return sound === undefined ? [] : [[key, sound]];
    });
  const journal = await readable('journal');
  const exits = await readable('exits');
  const sound = async <A extends Area>(area: A): Promise<[Key, Areas[A]][]> =>
    (await transaction.list(area)).filter(([key, value]) => isSoundRecord(area, key, value));
  const seqs = await sound('seqs');
  const counters = await sound('counters');
  return {
    journal,
    exits,
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
    const gone = missingOf(record, present);
    if (gone.length === 0 && before !== undefined) continue;
    const kept = exitSeqs(held, table, clientId);
    const [again, missing] = [gone.filter((seq) => kept.has(seq)), gone.filter((seq) => !kept.has(seq))];
    const after: SeqRecord = {
      ...record,
      stored: without(record.stored, again),
      sealed: unionRanges(record.sealed, rangesOf(missing)),
      ...(missing.length > 0 && {
        lost: { ...record.lost, [reason]: (record.lost?.[reason] ?? 0) + missing.length },
      }),
    };
    held.seqs.set(JSON.stringify(key), [key, after]);
    await transaction.put('seqs', key, after);
    missingCount += missing.length;
    const change = { appended: -again.length, dropped: { [reason]: missing.length } };
    if (held.counters.has(table)) await addCounts(transaction, table, change);
  }
  return missingCount;
}

/** The numbers of rows that the page of this life wrote itself, and that the journal may take again. */
function exitSeqs({ exits }: Held, table: string, clientId: string): ReadonlySet<number> {
  const rows = exits
    .filter(([[client]]) => client === clientId)
    .flatMap(([, { entries }]) => entries.filter((entry) => entry.table === table && entry.change === 0));
  return new Set(rows.map(({ seq }) => seq));
}

const without = (ranges: SeqRanges, seqs: readonly number[]): SeqRanges => {
  if (seqs.length === 0) return ranges;
  const gone = new Set(seqs);
  return rangesOf(allOf(ranges).filter((seq) => !gone.has(seq)));
};

const allOf = (ranges: SeqRanges): number[] =>
  ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

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

/** Counted first: nearly always nothing is missing. */
function missingOf({ stored, sealed }: SeqRecord, present: ReadonlySet<number>): number[] {
  if (seqCount(stored) === seqCount(sealed) + present.size) return [];
  return allOf(stored).filter((seq) => !present.has(seq) && !hasSeq(sealed, seq));
}

/** Rows that the counters know and nothing else does were in a shard that is gone; counters that are gone are made anew. */
async function balance(transaction: Writing, held: Held, table: string, reason: DropReason): Promise<number> {
  const pending = pendingOf(held, table);
  const counts = await transaction.get('counters', [table]);
  if (counts === undefined || !held.counters.has(table)) {
    const made = countersFrom(held, table, pending);
    if (made.appended > 0) await transaction.put('counters', [table], made);
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
