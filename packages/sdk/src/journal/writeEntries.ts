import type { TableDefinition } from '@parqueue/schema';
import { hasSeq, rangesOf, seqCount, unionRanges } from '@parqueue/schema/wire';
import type { Identity, JournalEntry, SeqRecord } from '../store/records.ts';
import type { Area, Writing } from '../store/store.ts';
import { addCounts } from './counters.ts';

/** The areas that writing entries touches. */
export const ENTRY_AREAS: readonly Area[] = ['journal', 'seqs', 'tables', 'counters'];

/** What one page life says of its rows. */
export interface Entries {
  readonly clientId: string;
  readonly identity: Identity | null;
  /** The definitions of all tables that the entries name. */
  readonly tables: readonly TableDefinition[];
  readonly entries: readonly JournalEntry[];
}

/**
 * Writes entries into the journal, as one record for each table. Rows that are stored already are passed over, so that a page and its
 * worker may both write the same ones; changes of rows that are gone, or are or once were sealed, are not written and given back.
 */
export async function writeEntries(
  transaction: Writing,
  { clientId, identity, tables, entries }: Entries,
  newId: () => string,
): Promise<JournalEntry[]> {
  const late: JournalEntry[] = [];
  for (const [table, ofTable] of byTable(entries)) {
    const definition = tables.find(({ name }) => name === table);
    if (definition === undefined)
      throw new Error(`journal: entries of ${table}, which no definition came with`);
    const seqs = (await transaction.get('seqs', [table, clientId])) ?? EMPTY_SEQS;
    const sorted = sortEntries(ofTable, seqs);
    late.push(...sorted.late);
    if (sorted.kept.length === 0) continue;
    const { fingerprint } = definition;
    const stored = unionRanges(seqs.stored, rangesOf(sorted.fresh));
    const hasFresh = sorted.fresh.size > 0;
    // Asked for together, so that the storage is not waited for between them.
    await Promise.all([
      transaction.put('tables', [table, fingerprint], definition),
      transaction.put('journal', [table, clientId, newId()], { fingerprint, identity, entries: sorted.kept }),
      hasFresh &&
        transaction.put('seqs', [table, clientId], { ...seqs, stored, identity: seqs.identity ?? identity }),
      hasFresh && addCounts(transaction, table, { appended: seqCount(stored) - seqCount(seqs.stored) }),
    ]);
  }
  return late;
}

/** Which entries are to be kept, which of them are new rows, and which are changes of sealed rows. */
function sortEntries(entries: readonly JournalEntry[], seqs: SeqRecord) {
  const kept: JournalEntry[] = [];
  const late: JournalEntry[] = [];
  const fresh = new Set<number>();
  for (const entry of entries) {
    const isRow = entry.change === 0;
    if (isRow && (hasSeq(seqs.stored, entry.seq) || fresh.has(entry.seq))) continue;
    if (isRow) fresh.add(entry.seq);
    const isHere = hasSeq(seqs.stored, entry.seq) || fresh.has(entry.seq);
    const isLate =
      !isRow && (!isHere || hasSeq(seqs.sealed, entry.seq) || hasSeq(seqs.reopened ?? [], entry.seq));
    (isLate ? late : kept).push(entry);
  }
  return { kept, late, fresh };
}

export const EMPTY_SEQS: SeqRecord = { stored: [], sealed: [], identity: null };

function byTable(entries: readonly JournalEntry[]): Map<string, JournalEntry[]> {
  const groups = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.table);
    if (group === undefined) groups.set(entry.table, [entry]);
    else group.push(entry);
  }
  return groups;
}
