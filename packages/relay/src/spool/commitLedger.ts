import type { Spool } from './spool.ts';

type CommitLedger = Pick<
  Spool,
  'tables' | 'noteTables' | 'countCommitCall' | 'commitCalls' | 'lastCommitAt' | 'deadCount'
>;

/** The part of a spool that knows what its dataset's commits brought, and how many there may be. */
export function commitLedger(sql: SqlStorage): CommitLedger {
  return {
    noteTables(names) {
      for (const name of new Set(names)) sql.exec('INSERT OR IGNORE INTO used_table VALUES (?)', name);
    },

    tables: () =>
      sql
        .exec<{ name: string }>('SELECT name FROM used_table ORDER BY name')
        .toArray()
        .map(({ name }) => name),

    countCommitCall(now) {
      sql.exec('INSERT INTO commit_call VALUES (?)', now);
    },

    commitCalls(since) {
      sql.exec('DELETE FROM commit_call WHERE at <= ?', since);
      const { count, oldest } = sql
        .exec<{ count: number; oldest: number | null }>(
          'SELECT COUNT(*) AS count, MIN(at) AS oldest FROM commit_call',
        )
        .one();
      return { count, oldestAt: oldest ?? undefined };
    },

    lastCommitAt: () =>
      sql
        .exec<{ at: number | null }>(`SELECT MAX(settled_at) AS at FROM batch WHERE phase = 'committed'`)
        .one().at ?? undefined,

    deadCount: () =>
      sql
        .exec<{ count: number }>(
          `SELECT COUNT(*) AS count FROM batch CROSS JOIN shard USING (batch_id) WHERE phase = 'dead'`,
        )
        .one().count,
  };
}
