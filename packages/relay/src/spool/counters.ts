/** What is counted of a dataset, and by what: the names of metrics are made of these. */
export type CounterName =
  /** By table. */
  | 'shards'
  | 'rows'
  | 'bytes'
  /** By code. */
  | 'refusals'
  | 'commits'
  /** By the kind of failure. */
  | 'hub_failures'
  /** By the upper bound in milliseconds, each with those below it. */
  | 'put_duration_ms'
  /** Of all together. */
  | 'put_duration_sum_ms';

export interface Count {
  readonly name: CounterName;
  readonly label: string;
  readonly value: number;
}

/** Counts since the dataset's first day. */
export interface Counters {
  add(name: CounterName, label: string, value?: number): void;
  /** Keeps what was counted since. What an object that ends had not kept is lost: of refusals alone, which are not worth a write each. */
  keep(): void;
  all(): readonly Count[];
}

export function openCounters(sql: SqlStorage): Counters {
  const fresh = new Map<string, Count>();

  function keep(): void {
    for (const { name, label, value } of fresh.values())
      sql.exec(
        'INSERT INTO counter VALUES (?, ?, ?) ON CONFLICT (name, label) DO UPDATE SET value = value + excluded.value',
        ...[name, label, value],
      );
    fresh.clear();
  }

  return {
    add(name, label, value = 1) {
      const key = `${name} ${label}`;
      fresh.set(key, { name, label, value: value + (fresh.get(key)?.value ?? 0) });
    },
    keep,
    all() {
      keep();
      return sql
        .exec<{ name: CounterName; label: string; value: number }>(
          'SELECT * FROM counter ORDER BY name, label',
        )
        .toArray();
    },
  };
}
