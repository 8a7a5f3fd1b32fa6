import { hasSeq, seqCount } from '@parqueue/schema/wire';
import type {
  CounterRecord,
  JournalRecord,
  ReceiptRecord,
  SeqRecord,
  ShardRecord,
} from '../../../packages/sdk/src/store/records.ts';
import type { AppliedChange, Disk } from '../disk.ts';

const COUNTED: ReadonlySet<string> = new Set(['counters', 'seqs', 'shards', 'receipts', 'journal']);

/**
 * R1 on the store, after each commit: what the counters say is what lies there, place by place, and it adds up. Gives what is wrong.
 */
export function accountProblem(disk: Disk, changes: readonly AppliedChange[]): string | undefined {
  if (!changes.some(({ area }) => COUNTED.has(area))) return undefined;
  const lying = countLying(disk);
  for (const { key, value } of disk.list('counters', [])) {
    const table = String(key[0]);
    const { appended, accepted, committed, dead, dropped } = value as CounterRecord;
    const here = lying.get(table) ?? EMPTY;
    const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    const said = { accepted, committed, dead, lost: dropped.relay_lost ?? 0 };
    const found = { accepted: here.accepted, committed: here.committed, dead: here.dead, lost: here.lost };
    if (JSON.stringify(said) !== JSON.stringify(found))
      return `[R1] ${table}: counters say ${JSON.stringify(said)}, there are ${JSON.stringify(found)}`;
    if (here.unsealed !== here.journal)
      return `[R1] ${table}: ${here.unsealed} rows are not sealed, the journal holds ${here.journal}`;
    if (appended !== here.unsealed + here.waiting + accepted + committed + dead + gone)
      return `[R1] ${table}: ${JSON.stringify(value)} with ${JSON.stringify(here)} does not add up`;
  }
  return undefined;
}

const EMPTY = { unsealed: 0, journal: 0, waiting: 0, accepted: 0, committed: 0, dead: 0, lost: 0 };
type Lying = typeof EMPTY;

function countLying(disk: Disk): Map<string, Lying> {
  const all = new Map<string, Lying>();
  const of = (table: string): Lying => {
    const found = all.get(table) ?? { ...EMPTY };
    all.set(table, found);
    return found;
  };
  for (const { key, value } of disk.list('seqs', [])) {
    const { stored, sealed } = value as SeqRecord;
    of(String(key[0])).unsealed += seqCount(stored) - seqCount(sealed);
  }
  for (const { key, value } of disk.list('journal', [])) {
    const seqs = disk.get('seqs', key.slice(0, 2)) as SeqRecord | undefined;
    const rows = (value as JournalRecord).entries.filter(({ change }) => change === 0);
    of(String(key[0])).journal += rows.filter(({ seq }) => !hasSeq(seqs?.sealed ?? [], seq)).length;
  }
  for (const { value } of disk.list('shards', [])) {
    const { table, state, rows } = value as ShardRecord;
    of(table)[state] += rows.length;
  }
  for (const { value } of disk.list('receipts', [])) {
    const { table, state, rowIds } = value as ReceiptRecord;
    of(table)[state] += rowIds.length;
  }
  return all;
}
