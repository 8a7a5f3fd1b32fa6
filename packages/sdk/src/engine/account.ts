import { seqCount } from '@parqueue/schema/wire';
import type { Stats, TableStats } from '../api/stats.ts';
import type { Store } from '../store/store.ts';

/**
 * The account of every table. `pending` is counted from what lies in the store, the rest is kept in counters: so that they agree is a
 * finding, not a definition.
 */
export async function readAccount(store: Store): Promise<Pick<Stats, 'tables' | 'oldestPendingAt'>> {
  return store.read(['counters', 'seqs', 'shards', 'journal'], async (transaction) => {
    const pending = new Map<string, number>();
    const add = (table: string, count: number) => pending.set(table, (pending.get(table) ?? 0) + count);
    for (const [key, { stored, sealed }] of await transaction.list('seqs')) {
      add(String(key[0]), seqCount(stored) - seqCount(sealed));
    }
    let oldestPendingAt = Number.POSITIVE_INFINITY;
    for (const [, shard] of await transaction.list('shards')) {
      if (shard.state !== 'waiting') continue;
      add(shard.table, shard.rows.length);
      oldestPendingAt = Math.min(oldestPendingAt, shard.rows[0]?.at ?? shard.sealedAt);
    }
    // Records have UUIDv7 ids, which sort by time.
    const [first] = (await transaction.keys('journal')).toSorted((a, b) =>
      String(a[2]) < String(b[2]) ? -1 : 1,
    );
    const oldest = first && (await transaction.get('journal', first));
    oldestPendingAt = Math.min(oldestPendingAt, oldest?.entries[0]?.at ?? Number.POSITIVE_INFINITY);
    const tables: Record<string, TableStats> = {};
    for (const [key, counts] of await transaction.list('counters')) {
      const table = String(key[0]);
      tables[table] = { ...counts, pending: pending.get(table) ?? 0 };
    }
    return { tables, ...(Number.isFinite(oldestPendingAt) ? { oldestPendingAt } : {}) };
  });
}
