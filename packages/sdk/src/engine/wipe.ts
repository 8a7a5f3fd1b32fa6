import { hasSeq, seqCount } from '@parqueue/schema/wire';
import type { DropReason } from '../api/events.ts';
import { addCounts } from '../journal/counters.ts';
import { AREAS, type Area, type Store, type Writing } from '../store/store.ts';
import type { Loss } from './settleAccount.ts';

/** Counts survive everything. */
const ALWAYS_KEPT: ReadonlySet<Area> = new Set(['counters']);

/**
 * Deletes what is kept on this device, in one transaction, and counts its rows as dropped. Of rows that had reached the relay, the count
 * stays where it is.
 *
 * A withdrawn consent (`consent_denied`) leaves the counters alone. A clearing (`cleared`) also leaves what is needed to hear of rows that
 * are at the relay, the numbers of page lives, in which nothing is said, and what tells a service worker that the consent is pending.
 */
export function wipe(
  store: Store,
  reason: Extract<DropReason, 'consent_denied' | 'cleared'>,
): Promise<readonly Loss[]> {
  return store.write(
    AREAS,
    async (transaction) => {
      const losses = await countAll(transaction);
      for (const [table, { pending, dead, unseen }] of losses) {
        const dropped = { [reason]: pending + dead + unseen };
        await addCounts(transaction, table, { appended: unseen, dead: -dead, dropped });
      }
      const kept = reason === 'cleared' ? await closeSeqs(transaction) : ALWAYS_KEPT;
      for (const area of AREAS) {
        if (kept.has(area)) continue;
        for (const key of await transaction.keys(area)) await transaction.delete(area, key);
      }
      return Array.from(losses, ([table, { pending, dead, unseen }]) => ({
        table,
        rowCount: pending + dead + unseen,
      })).filter(({ rowCount }) => rowCount > 0);
    },
    { durability: 'strict' },
  );
}

interface Counted {
  pending: number;
  dead: number;
  /** Rows that a page wrote as it went away, and that nobody has counted yet. */
  unseen: number;
}

async function countAll(transaction: Writing): Promise<Map<string, Counted>> {
  const counts = new Map<string, Counted>();
  const of = (table: string): Counted => {
    const counted = counts.get(table) ?? { pending: 0, dead: 0, unseen: 0 };
    counts.set(table, counted);
    return counted;
  };
  for (const [[table], { stored, sealed }] of await transaction.list('seqs'))
    of(String(table)).pending += seqCount(stored) - seqCount(sealed);
  for (const [, { table, state, rows }] of await transaction.list('shards'))
    of(table)[state === 'dead' ? 'dead' : 'pending'] += rows.length;
  const seen = new Set<string>();
  for (const [[clientId], exit] of await transaction.list('exits')) {
    const said = (exit.said ?? []).filter(({ refused }) => refused === undefined);
    for (const { table, rowId, change, seq } of [
      ...exit.entries,
      ...said.map((one) => ({ ...one, seq: -1 })),
    ]) {
      const stored = (await transaction.get('seqs', [table, String(clientId)]))?.stored ?? [];
      if (change !== 0 || seen.has(rowId) || (seq >= 0 && hasSeq(stored, seq))) continue;
      seen.add(rowId);
      of(table).unseen++;
    }
  }
  return counts;
}

/** Rows that are gone count as sealed, so that they are not awaited. */
async function closeSeqs(transaction: Writing): Promise<ReadonlySet<Area>> {
  for (const [key, record] of await transaction.list('seqs')) {
    const goneCount = seqCount(record.stored) - seqCount(record.sealed);
    if (goneCount === 0) continue;
    const lost = { ...record.lost, cleared: (record.lost?.cleared ?? 0) + goneCount };
    await transaction.put('seqs', key, { ...record, sealed: record.stored, lost });
  }
  return new Set(['counters', 'seqs', 'receipts', 'consent']);
}
