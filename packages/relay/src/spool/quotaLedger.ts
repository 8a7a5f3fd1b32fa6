import { dayOf, hourOf } from '../quota/calendar.ts';
import type { QuotaUse } from '../quota/quotaMeters.ts';

export interface QuotaLedger {
  /** What was counted for a key in the day and the hour of this moment. */
  useOf(key: string, now: number): QuotaUse;
  /** Counts a shard. To be called within the transaction that accepts it. */
  count(keys: readonly string[], sizeBytes: number, now: number): void;
}

/** One row for each key, with its last day and hour: a row that is written is paid for. Those of former days go with the first of a new day. */
export function quotaLedger(sql: SqlStorage): QuotaLedger {
  let today = 0;

  const forgetFormerDays = (now: number): void => {
    if (dayOf(now) <= today) return;
    today = dayOf(now);
    sql.exec('DELETE FROM quota_use WHERE day < ?', today);
  };

  return {
    useOf(key, now) {
      const [row] = sql.exec<UseRow>('SELECT * FROM quota_use WHERE key = ?', key).toArray();
      return {
        bytes: row?.day === dayOf(now) ? row.bytes : 0,
        shards: row?.hour === hourOf(now) ? row.shards : 0,
      };
    },

    count(keys, sizeBytes, now) {
      forgetFormerDays(now);
      for (const key of keys)
        sql.exec(
          `INSERT INTO quota_use VALUES (?, ?, ?, ?, 1) ON CONFLICT (key) DO UPDATE SET
             bytes = excluded.bytes + IIF(day = excluded.day, bytes, 0), day = excluded.day,
             shards = excluded.shards + IIF(hour = excluded.hour, shards, 0), hour = excluded.hour`,
          ...[key, dayOf(now), sizeBytes, hourOf(now)],
        );
    },
  };
}

type UseRow = { key: string; day: number; bytes: number; hour: number; shards: number };
