import type { CounterName } from '../spool/counters.ts';
import type { SpoolMetrics } from '../spool/spoolDoor.ts';

interface Family {
  readonly name: string;
  readonly help: string;
  readonly label: string | undefined;
}

const COUNTERS: Readonly<Record<Exclude<CounterName, `put_duration_${string}`>, Family>> = {
  shards: { name: 'parqueue_shards_total', help: 'Shards that were accepted.', label: 'table' },
  rows: { name: 'parqueue_rows_total', help: 'Rows in them.', label: 'table' },
  bytes: { name: 'parqueue_bytes_total', help: 'Their bytes.', label: 'table' },
  refusals: {
    name: 'parqueue_refusals_total',
    help: 'Requests that were refused, those that name no dataset with the first.',
    label: 'code',
  },
  commits: { name: 'parqueue_commits_total', help: 'Commits that landed.', label: undefined },
  hub_failures: { name: 'parqueue_hub_failures_total', help: 'Commits that did not.', label: 'kind' },
};

interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly read: (metrics: SpoolMetrics, now: number) => number;
}

const GAUGES: readonly Gauge[] = [
  { name: 'parqueue_backlog_shards', help: 'Shards that wait.', read: ({ health }) => health.backlog.shards },
  { name: 'parqueue_backlog_bytes', help: 'Their bytes.', read: ({ health }) => health.backlog.bytes },
  {
    name: 'parqueue_backlog_age_seconds',
    help: 'How long the oldest has waited.',
    read: ({ health: { backlog } }, now) => (backlog.oldestAt === null ? 0 : (now - backlog.oldestAt) / 1000),
  },
  {
    name: 'parqueue_commit_budget',
    help: 'Commits that may still be made within the hour.',
    read: ({ health }) => health.commitBudget,
  },
  {
    name: 'parqueue_dead_shards',
    help: 'Shards that the Hub refuses for good.',
    read: ({ deadCount }) => deadCount,
  },
  { name: 'parqueue_spool_bytes', help: 'What the spool takes up.', read: ({ spoolBytes }) => spoolBytes },
  {
    name: 'parqueue_taking',
    help: 'Whether shards are taken: 1 or 0.',
    read: ({ health }) => Number(health.isTaking),
  },
];

const DURATION = 'parqueue_put_duration_seconds';

type Datasets = ReadonlyMap<string, SpoolMetrics>;

/** The metrics of datasets as Prometheus reads them: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsText(datasets: Datasets, now: number): string {
  const lines = [
    ...Object.entries(COUNTERS).flatMap(([counter, family]) => counterLines(datasets, counter, family)),
    ...GAUGES.flatMap((gauge) => gaugeLines(datasets, gauge, now)),
    ...durationLines(datasets),
  ];
  return `${lines.join('\n')}\n`;
}

const head = (name: string, help: string, type: string): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

const counterLines = (datasets: Datasets, counter: string, { name, help, label }: Family): string[] => [
  ...head(name, help, 'counter'),
  ...[...datasets].flatMap(([dataset, { counts }]) =>
    counts
      .filter((count) => count.name === counter)
      .map(
        (count) => `${name}{dataset="${dataset}"${label ? `,${label}="${count.label}"` : ''}} ${count.value}`,
      ),
  ),
];

const gaugeLines = (datasets: Datasets, { name, help, read }: Gauge, now: number): string[] => [
  ...head(name, help, 'gauge'),
  ...Array.from(datasets, ([dataset, metrics]) => `${name}{dataset="${dataset}"} ${read(metrics, now)}`),
];

const durationLines = (datasets: Datasets): string[] => [
  ...head(DURATION, 'How long a shard took, from its first byte to its answer.', 'histogram'),
  ...[...datasets].flatMap(([dataset, { counts }]) => {
    const of = (name: CounterName) => counts.filter((count) => count.name === name);
    const buckets = of('put_duration_ms')
      .map(({ label, value }) => ({ bound: Number(label.replace('+Inf', 'Infinity')), value }))
      .toSorted((a, b) => a.bound - b.bound);
    return [
      ...buckets.map(({ bound, value }) => {
        const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : bound / 1000;
        return `${DURATION}_bucket{dataset="${dataset}",le="${le}"} ${value}`;
      }),
      `${DURATION}_sum{dataset="${dataset}"} ${(of('put_duration_sum_ms')[0]?.value ?? 0) / 1000}`,
      `${DURATION}_count{dataset="${dataset}"} ${buckets.at(-1)?.value ?? 0}`,
    ];
  }),
];
