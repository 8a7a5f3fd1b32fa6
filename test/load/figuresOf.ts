import { isBroken } from '../relayRun/judgeShards.ts';
import { percentile } from './percentile.ts';
import { COMMIT_INTERVAL_MS, type LoadRun } from './runLoad.ts';

/** Of uploads of like size that were answered with a receipt. */
export interface PutFigures {
  readonly upToBytes: number;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** What a run came to. */
export interface LoadFigures {
  readonly browsers: number;
  readonly pace: number;
  readonly simulatedHours: number;
  readonly shards: number;
  readonly rows: number;
  readonly bytes: number;
  readonly shardsPerS: number;
  readonly calls: LoadRun['book']['calls'];
  readonly refusals: Readonly<Record<string, number>>;
  readonly puts: readonly PutFigures[];
  readonly commits: number;
  readonly commitsPerHour: number;
  readonly files: number;
  readonly filesPerDay: number;
  readonly idleBytes: number;
  readonly peakBytes: number;
  readonly workerPeakBytes: number;
  /** Of all processes of the relay, and of Worker and objects alone. */
  readonly processorMsPerShard: readonly [all: number, worker: number];
  /** What stays in the relay of a shard whose bytes are in the dataset. */
  readonly ledgerBytesPerShard: number;
  readonly drainS: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly torn: number;
  /** Why the run failed; none where all is as it must be. */
  readonly failures: readonly string[];
}

const HOUR_MS = 3_600_000;
const SIZE_CLASSES_BYTES = [10_000, 100_000, 1_000_000, Number.POSITIVE_INFINITY];

export function figuresOf(run: LoadRun, speed: number): LoadFigures {
  const { book, window, usage, verdict } = run;
  const windowMs = window[1] - window[0];
  const simulatedHours = (windowMs * speed) / HOUR_MS;
  const within = run.commits.filter(({ committedAt }) => committedAt <= window[1]);
  const files = within.reduce((sum, { fileCount }) => sum + fileCount, 0);
  const durable = [...book.shards.values()].filter(({ isDurable }) => isDurable);
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  return {
    browsers: run.browserCount,
    pace: run.pace,
    simulatedHours,
    shards: durable.length,
    rows: verdict.durableRows,
    bytes: sum(durable.map(({ sizeBytes }) => sizeBytes)),
    shardsPerS: (durable.length / windowMs) * 1000,
    calls: book.calls,
    refusals: Object.fromEntries(book.refusals),
    puts: putFiguresOf(run),
    commits: within.length,
    commitsPerHour: within.length / simulatedHours,
    files,
    filesPerDay: (files / simulatedHours) * 24,
    idleBytes: usage.idleBytes,
    peakBytes: usage.peakBytes,
    workerPeakBytes: usage.workerPeakBytes,
    processorMsPerShard: [usage.processorMs / durable.length, usage.workerMs / durable.length],
    ledgerBytesPerShard: run.isDrained ? run.storedBytes / durable.length : Number.NaN,
    drainS: run.drainMs / 1000,
    lost: verdict.lost,
    duplicated: verdict.duplicated,
    torn: verdict.torn,
    failures: failuresOf(run, within.length, simulatedHours),
  };
}

function putFiguresOf({ book }: LoadRun): PutFigures[] {
  return SIZE_CLASSES_BYTES.map((upToBytes, i) => {
    const aboveBytes = SIZE_CLASSES_BYTES[i - 1] ?? 0;
    const tookMs = book.puts
      .filter(({ sizeBytes }) => sizeBytes > aboveBytes && sizeBytes <= upToBytes)
      .map((put) => put.tookMs);
    return {
      upToBytes,
      count: tookMs.length,
      p50Ms: percentile(tookMs, 0.5),
      p95Ms: percentile(tookMs, 0.95),
      p99Ms: percentile(tookMs, 0.99),
    };
  });
}

function failuresOf(run: LoadRun, commitCount: number, simulatedHours: number): string[] {
  const { lost, duplicated, torn, foreign } = run.verdict;
  // The first comes at once, the others an interval apart.
  const most = 1 + (simulatedHours * HOUR_MS) / COMMIT_INTERVAL_MS;
  return [
    ...(isBroken(run.verdict) ? [`${lost} rows lost, ${duplicated} duplicated, ${torn} torn`] : []),
    ...foreign,
    ...run.book.problems,
    ...(run.isDrained ? [] : [`not all was in the dataset after ${Math.round(run.drainMs / 1000)} s`]),
    ...(run.book.shards.size === 0 ? ['nothing was sent'] : []),
    ...(commitCount > most
      ? [
          `${commitCount} commits in ${simulatedHours.toFixed(2)} simulated hours: the interval allows ${Math.floor(most)}`,
        ]
      : []),
  ];
}
