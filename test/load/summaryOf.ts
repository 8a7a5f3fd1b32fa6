import { arch, cpus, platform } from 'node:os';
import type { LoadFigures, PutFigures } from './figuresOf.ts';
import type { LoadOptions } from './options.ts';

export interface Summary {
  readonly text: string;
  readonly data: unknown;
  readonly isFailed: boolean;
}

const MEBIBYTE = 1024 * 1024;

/** What runs came to, to be read and as data. */
export function summaryOf(options: LoadOptions, all: readonly LoadFigures[]): Summary {
  const machine = `${platform()} ${arch()}, ${cpus().length} cores`;
  const command = commandOf(options);
  const failures = all.flatMap(({ browsers, failures }) =>
    failures.map((one) => `${browsers} browsers: ${one}`),
  );
  const text = [
    `\`${command}\`, Node ${process.version}, ${machine}:`,
    '',
    tableOf(ROWS, all),
    '',
    ...(all.length > 1 ? [`Commits a simulated hour, most to least: ${ratioOf(all).toFixed(2)}.`] : []),
    ...failures.map((failure) => `✗ ${failure}`),
  ].join('\n');
  return {
    text,
    data: { command, machine, node: process.version, options, runs: all },
    isFailed: failures.length > 0,
  };
}

function commandOf({
  browserCounts,
  minutes,
  speed,
  shardsPerS,
  seed,
  spoolCount,
  isCalm,
}: LoadOptions): string {
  const parts = [
    `--browsers ${browserCounts.join(',')} --minutes ${minutes} --speed ${speed} --rate ${shardsPerS} --seed ${seed}`,
  ];
  if (spoolCount > 1) parts.push(`--spools ${spoolCount}`);
  if (isCalm) parts.push('--calm');
  return `npm run load -- ${parts.join(' ')}`;
}

/** The most commits an hour of a run over the least. */
function ratioOf(all: readonly Pick<LoadFigures, 'commitsPerHour'>[]): number {
  const rates = all.map(({ commitsPerHour }) => commitsPerHour);
  return Math.max(...rates) / Math.min(...rates);
}

type Row = readonly [head: string, cell: (figures: LoadFigures) => string];

const count = (value: number): string => Math.round(value).toLocaleString('en');
const putRow = (name: string, i: number): Row => [`PUT ${name}: p50, p95, p99`, ({ puts }) => msOf(puts[i])];
const msOf = (put: PutFigures | undefined): string =>
  put === undefined || put.count === 0
    ? '–'
    : `${[put.p50Ms, put.p95Ms, put.p99Ms].map(Math.round).join(', ')} ms (${count(put.count)})`;

const ROWS: readonly Row[] = [
  ['browsers', ({ browsers }) => count(browsers)],
  ['share of a session’s real rate', ({ pace }) => `1/${count(1 / pace)}`],
  ['simulated hours', ({ simulatedHours }) => simulatedHours.toFixed(2)],
  ['shards accepted', ({ shards }) => count(shards)],
  ['a second by the clock', ({ shardsPerS }) => shardsPerS.toFixed(1)],
  ['rows', ({ rows }) => count(rows)],
  ['bytes', ({ bytes }) => `${count(bytes / 1e6)} MB`],
  ['requests: preflights, tickets, PUT, states', ({ calls }) => Object.values(calls).map(count).join(', ')],
  ['not taken, by code', ({ refusals }) => refusalsOf(refusals)],
  putRow('to 10 kB', 0),
  putRow('to 100 kB', 1),
  putRow('to 1 MB', 2),
  putRow('above', 3),
  [
    '**commits a simulated hour**',
    ({ commitsPerHour, commits }) => `**${commitsPerHour.toFixed(1)}** (${commits})`,
  ],
  ['files, a simulated day', ({ files, filesPerDay }) => `${count(files)}, ${count(filesPerDay)}`],
  [
    'workerd resident: idle, peak, peak of Worker and objects',
    ({ idleBytes, peakBytes, workerPeakBytes }) =>
      `${[idleBytes, peakBytes, workerPeakBytes].map((bytes) => count(bytes / MEBIBYTE)).join(', ')} MiB`,
  ],
  [
    'processor time a shard: Worker and objects, with the local proxy',
    ({ processorMsPerShard: [all, worker] }) => `${worker.toFixed(1)}, ${all.toFixed(1)} ms`,
  ],
  [
    'left in the relay’s storage, a shard',
    ({ ledgerBytesPerShard }) => `${count(ledgerBytesPerShard)} bytes`,
  ],
  ['until all was in the dataset', ({ drainS }) => `${drainS.toFixed(1)} s`],
  ['**rows lost, duplicated, torn**', ({ lost, duplicated, torn }) => `**${lost}, ${duplicated}, ${torn}**`],
];

const refusalsOf = (refusals: LoadFigures['refusals']): string =>
  Object.entries(refusals)
    .map(([code, times]) => `${code} ${count(times)}`)
    .join(', ') || 'none';

/** As Markdown, a column for each run. */
const tableOf = (rows: readonly Row[], all: readonly LoadFigures[]): string =>
  rows
    .map(([head, cell]) => `| ${[head, ...all.map(cell)].join(' | ')} |`)
    .toSpliced(1, 0, `| --- |${' --: |'.repeat(all.length)}`)
    .join('\n');
