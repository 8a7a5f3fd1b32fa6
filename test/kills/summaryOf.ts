import { arch, cpus, platform } from 'node:os';
import { isBroken, judgeShards, type ShardVerdict } from '../relayRun/judgeShards.ts';
import type { FoundShard } from '../relayRun/readShards.ts';
import { KILL_POINTS } from './killPoints.ts';
import type { KillsOptions } from './options.ts';
import { roundOf } from './planRound.ts';
import type { KillsRun } from './runKills.ts';
import type { RoundResult } from './runRound.ts';

export interface Summary {
  readonly text: string;
  readonly data: unknown;
  readonly isFailed: boolean;
}

/** What the rounds of a point came to. */
export interface PointFigures extends Pick<ShardVerdict, 'durableRows' | 'lost' | 'duplicated' | 'torn'> {
  readonly point: string;
  readonly rounds: number;
  readonly receipts: number;
  readonly again: number;
}

/** What a run came to, to be read and as data. A round fails that loses, doubles or tears a row, or does not come to its end. */
export function summaryOf(options: KillsOptions, { results, found, tookMs }: KillsRun): Summary {
  const { seed, firstRound, roundCount, spoolCount } = options;
  const more = [
    ...(firstRound > 1 ? [`--first ${firstRound}`] : []),
    ...(spoolCount > 1 ? [`--spools ${spoolCount}`] : []),
  ];
  const command = ['npm run kills --', `--rounds ${roundCount}`, `--seed ${seed}`, ...more].join(' ');
  const machine = `${platform()} ${arch()}, ${cpus().length} cores`;
  const figures = [
    ...KILL_POINTS.map(({ name }) =>
      figuresOf(
        name,
        results.filter(({ point }) => point === name),
        found,
      ),
    ),
    figuresOf('**all**', results, found),
  ].filter(({ rounds }) => rounds > 0);
  const failures = results.flatMap((result) => failuresOf(result, found, options));
  const foreign = judgeShards(
    results.flatMap(({ shards }) => shards),
    found,
  ).foreign;
  const text = [
    `\`${command}\`, Node ${process.version}, ${machine}, ${Math.round(tookMs / 1000)} s:`,
    '',
    tableOf(figures),
    '',
    ...failures,
    ...foreign,
  ].join('\n');
  const isFailed = failures.length + foreign.length > 0 || results.length < roundCount;
  return { text, data: { command, machine, node: process.version, seed, figures, results }, isFailed };
}

function figuresOf(
  point: string,
  results: readonly RoundResult[],
  found: readonly FoundShard[],
): PointFigures {
  const { durableRows, lost, duplicated, torn } = judgeRounds(results, found);
  const sum = (of: (result: RoundResult) => number) => results.reduce((all, one) => all + of(one), 0);
  return {
    ...{ point, rounds: results.length, durableRows, lost, duplicated, torn },
    receipts: sum(({ receiptCount }) => receiptCount),
    again: sum(({ againCount }) => againCount),
  };
}

function judgeRounds(results: readonly RoundResult[], found: readonly FoundShard[]): ShardVerdict {
  const rounds = new Set(results.map(({ round }) => round));
  return judgeShards(
    results.flatMap(({ shards }) => shards),
    found.filter((shard) => rounds.has(roundOf(shard))),
  );
}

function failuresOf(
  result: RoundResult,
  found: readonly FoundShard[],
  { seed, spoolCount }: KillsOptions,
): string[] {
  const verdict = judgeRounds([result], found);
  const { lost, duplicated, torn } = verdict;
  const said = [
    ...(isBroken(verdict) ? [`${lost} rows lost, ${duplicated} duplicated, ${torn} torn`] : []),
    ...result.problems,
  ];
  if (said.length === 0) return [];
  return [
    ...said.map((text) => `✗ round ${result.round} (${result.point}): ${text}`),
    `  again: npm run kills -- --seed ${seed} --first ${result.round} --rounds 1${spoolCount > 1 ? ` --spools ${spoolCount}` : ''}`,
  ];
}

const COLUMNS: readonly [head: string, key: keyof PointFigures][] = [
  ['killed when', 'point'],
  ['rounds', 'rounds'],
  ['receipts before', 'receipts'],
  ['sent again', 'again'],
  ['rows', 'durableRows'],
  ['lost', 'lost'],
  ['duplicated', 'duplicated'],
  ['torn', 'torn'],
];

/** As Markdown. */
function tableOf(figures: readonly PointFigures[]): string {
  const rows = figures.map((one) => COLUMNS.map(([, key]) => one[key].toLocaleString('en')));
  const heads = COLUMNS.map(([head]) => head);
  const rule = COLUMNS.map((_, i) => (i === 0 ? '---' : '--:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
