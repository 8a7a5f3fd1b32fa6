import type { CounterRecord } from '../store/records.ts';
import type { Writing } from '../store/store.ts';

/** What to add to a table's account; a negative number moves rows out of a place. */
export type CountChange = Partial<Omit<CounterRecord, 'dropped'>> & Partial<Pick<CounterRecord, 'dropped'>>;

const ZERO: CounterRecord = { appended: 0, accepted: 0, committed: 0, dead: 0, dropped: {} };

/** Adds to the account of a table. The caller's transaction covers `counters`, so that rows and numbers move together. */
export async function addCounts(transaction: Writing, table: string, change: CountChange): Promise<void> {
  const counts = (await transaction.get('counters', [table])) ?? ZERO;
  const dropped = { ...counts.dropped };
  for (const [reason, count] of Object.entries(change.dropped ?? {})) {
    const key = reason as keyof typeof dropped;
    dropped[key] = (dropped[key] ?? 0) + count;
  }
  await transaction.put('counters', [table], {
    appended: counts.appended + (change.appended ?? 0),
    accepted: counts.accepted + (change.accepted ?? 0),
    committed: counts.committed + (change.committed ?? 0),
    dead: counts.dead + (change.dead ?? 0),
    dropped,
  });
}
