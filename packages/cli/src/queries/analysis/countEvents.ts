import type { Database } from '../../cache/database.ts';
import { bucketJoin, type TimeBuckets } from '../../windows/timeBuckets.ts';
import type { EventSource } from './eventSource.ts';

/** Events of one kind. */
export interface EventCount {
  readonly event_type: string;
  readonly n: number;
  /** Of all events, 0 to 100. */
  readonly percent: number;
  readonly last: Date;
  /** How many in each bucket. */
  readonly over_time: readonly number[];
}

/** Events by kind, the most first. */
export async function countEvents(
  db: Database,
  { sql, params }: EventSource,
  buckets: TimeBuckets,
): Promise<EventCount[]> {
  const rows = await db.rows<{ event_type: string; bucket: number; n: number; last: Date }>(
    `SELECT coalesce(event_type, '(none)') AS event_type, bucket, count(*) AS n, max(_time) AS last
     FROM ${bucketJoin(sql, buckets)} GROUP BY ALL ORDER BY ALL`,
    params,
  );
  const byType = new Map<string, { n: number; last: Date; over_time: number[] }>();
  for (const { event_type, bucket, n, last } of rows) {
    const sum = byType.get(event_type) ?? { n: 0, last, over_time: buckets.startsMs.map(() => 0) };
    sum.n += n;
    if (last > sum.last) sum.last = last;
    sum.over_time[bucket] = n;
    byType.set(event_type, sum);
  }
  const total = rows.reduce((sum, { n }) => sum + n, 0);
  return [...byType]
    .map(([event_type, { n, last, over_time }]) => ({
      event_type,
      n,
      percent: (100 * n) / total,
      last,
      over_time,
    }))
    .sort((a, b) => b.n - a.n || (a.event_type < b.event_type ? -1 : 1));
}
