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

/** Where they are kept, as one record: each that is written is paid for. */
const KEY = 'counters';

export function openCounters(kv: SyncKvStorage): Counters {
  const counts = new Map(kv.get<readonly Count[]>(KEY)?.map((count) => [keyOf(count), count]));
  const all = () => [...counts.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    add(name, label, value = 1) {
      const key = keyOf({ name, label });
      counts.set(key, { name, label, value: value + (counts.get(key)?.value ?? 0) });
    },
    keep: () => kv.put(KEY, all()),
    all,
  };
}

const keyOf = ({ name, label }: Pick<Count, 'name' | 'label'>): string => `${name} ${label}`;
