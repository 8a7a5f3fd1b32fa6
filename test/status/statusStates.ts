import type { DatasetFacts, SpoolFacts, TableFacts } from '../../packages/relay/src/status/datasetFacts.ts';
import { deadPage } from '../../packages/relay/src/status/deadPage.ts';
import type { Html } from '../../packages/relay/src/status/html.ts';
import { signInPage } from '../../packages/relay/src/status/signInPage.ts';
import { statusPage as pageOf } from '../../packages/relay/src/status/statusPage.ts';

export const NOW = Date.UTC(2026, 10, 21, 3, 4, 5);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Of a dataset that nothing has come to yet. */
const emptySpool: SpoolFacts = {
  isTaking: true,
  problem: null,
  failure: null,
  backlog: { shards: 0, bytes: 0, oldestAt: null },
  spoolBytes: 77_824,
  spoolMaxBytes: 8_000_000_000,
  fill: 0.00001,
  spoolMaxAgeMs: 168 * HOUR_MS,
  lastCommit: null,
  nextCommitAt: null,
  commitsLeft: 128,
  commitsPerHour: 128,
  commitCount: 0,
  deadCount: 0,
  tables: ['alignment', 'recitation', 'recitation_error'].map((table) => tableOf(table)),
  refusals: [],
  hubFailures: [],
  puts: [],
};

export const healthySpool: SpoolFacts = {
  ...emptySpool,
  backlog: { shards: 12, bytes: 3_120_000, oldestAt: NOW - 2 * MINUTE_MS },
  spoolBytes: 961_000_000,
  fill: 0.12,
  lastCommit: { at: NOW - 3 * MINUTE_MS, commit: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d' },
  nextCommitAt: NOW + 2 * MINUTE_MS,
  commitsLeft: 116,
  commitCount: 4_310,
  tables: [
    tableOf('alignment', 1_204_332, 2),
    tableOf('recitation', 88_120, 1),
    tableOf('recitation_error', 412, 1),
  ],
  refusals: [
    { name: 'spool_full', count: 31 },
    { name: 'shard_invalid', count: 4 },
  ],
  hubFailures: [
    { name: 'unavailable', count: 12 },
    { name: 'throttled', count: 2 },
  ],
  puts: [
    { boundMs: 10, count: 18_100 },
    { boundMs: 30, count: 41_000 },
    { boundMs: 100, count: 48_200 },
    { boundMs: 300, count: 48_990 },
    { boundMs: 1000, count: 49_001 },
    { boundMs: Number.POSITIVE_INFINITY, count: 49_004 },
  ],
};

function tableOf(table: string, rows = 0, usedVersionCount = 0): TableFacts {
  const shards = Math.ceil(rows / 41);
  return {
    table,
    rows,
    shards,
    bytes: rows * 912,
    usedVersionCount,
    isDeclared: true,
    conflict: null,
  };
}

export const datasetOf = (spool: SpoolFacts | undefined, dataset = 'recitations'): DatasetFacts => ({
  dataset,
  repo: `me/${dataset}`,
  repoUrl: `https://huggingface.co/datasets/me/${dataset}`,
  spool,
});

const hundredTables = Array.from({ length: 100 }, (_, i) =>
  tableOf(
    `${i % 7 === 0 ? 'a-table-whose-name-is-about-as-long-as-names-may-be-' : 'table_'}${i}`,
    i ** 4,
    1,
  ),
);

const CONFLICT =
  'table "alignment": column surah was int32 and is now string; a column keeps its type for ever. Give the new one another name';

/** What somebody may have put wherever a page shows words that are not its own. */
export const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;`;

const letterOf = (index: number, reason: string) => ({
  shardId: `01930000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
  table: index % 2 === 0 ? 'alignment' : 'recitation_error',
  rows: 12 * index + 1,
  bytes: 30_412 * index + 3_000,
  receivedAt: NOW - index * 7 * HOUR_MS,
  reason,
  batch: `01930000-0000-7000-9000-${index.toString(16).padStart(12, '0')}`,
});

const REFUSAL =
  'the Hub answered 400: Invalid Parquet: the footer has a column that the viewer does not know (request Root=1-6567)';

const statusPage = (datasets: readonly DatasetFacts[], isRefreshing = true): Html =>
  pageOf({ datasets, isRefreshing, now: NOW });

/** Every state of the pages for the operator, by name. */
export const statusStates: Readonly<Record<string, () => Html>> = {
  empty: () => statusPage([datasetOf(emptySpool)]),
  healthy: () => statusPage([datasetOf(healthySpool)]),
  stopped: () => statusPage([datasetOf(healthySpool)], false),
  done: () =>
    statusPage([
      datasetOf({ ...healthySpool, backlog: emptySpool.backlog, nextCommitAt: null, spoolBytes: 81_920 }),
    ]),
  severalDatasets: () =>
    statusPage([
      datasetOf(healthySpool),
      datasetOf(emptySpool, 'playground'),
      datasetOf(undefined, 'a-dataset-with-a-rather-long-name-that-has-to-break-somewhere'),
    ]),
  hubDown: () =>
    statusPage([
      datasetOf({
        ...healthySpool,
        failure: 'unavailable',
        problem: 'the Hub answered 503: no reason given (request Root=1-6567)',
        lastCommit: { at: NOW - 5 * HOUR_MS, commit: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d' },
        nextCommitAt: NOW + 11 * MINUTE_MS,
        backlog: { shards: 1_812, bytes: 1_420_000_000, oldestAt: NOW - 5 * HOUR_MS },
        spoolBytes: 1_480_000_000,
      }),
    ]),
  tokenRevoked: () =>
    statusPage([
      datasetOf({
        ...healthySpool,
        isTaking: false,
        failure: 'unauthorized',
        problem: 'the Hub answered 401: Invalid credentials in Authorization header (request Root=1-6567)',
      }),
    ]),
  fullSpool: () =>
    statusPage([
      datasetOf({
        ...healthySpool,
        failure: 'throttled',
        problem: 'the Hub answered 429: the quota of commits is used up',
        backlog: { shards: 24_031, bytes: 7_910_000_000, oldestAt: NOW - 169 * HOUR_MS },
        spoolBytes: 7_984_000_000,
        fill: 0.998,
        commitsLeft: 0,
      }),
    ]),
  deadLetters: () =>
    statusPage([
      datasetOf({
        ...healthySpool,
        deadCount: 3,
        problem: 'the Hub refuses 3 shards, kept in the spool',
        tables: healthySpool.tables.map((facts, i) => (i === 0 ? { ...facts, conflict: CONFLICT } : facts)),
      }),
    ]),
  hundredTables: () => statusPage([datasetOf({ ...healthySpool, tables: hundredTables })]),
  signIn: () => signInPage(false),
  signInRefused: () => signInPage(true),
  letters: () =>
    deadPage({
      dataset: 'recitations',
      letters: Array.from({ length: 5 }, (_, i) => letterOf(i + 1, i === 2 ? HOSTILE : REFUSAL)),
      next: letterOf(5, '').shardId,
      isFirst: true,
      now: NOW,
    }),
  noLetters: () => deadPage({ dataset: 'recitations', letters: [], next: null, isFirst: true, now: NOW }),
};
