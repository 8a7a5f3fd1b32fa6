import { arch, cpus, platform } from 'node:os';
import { failuresOf } from './failuresOf.ts';
import type { FaultsOptions } from './options.ts';
import { boundOf, figuresByKind, type KindFigures, markdownOf } from './report.ts';
import type { FaultsRun } from './runFaults.ts';

export interface Summary {
  readonly text: string;
  readonly data: unknown;
  readonly isFailed: boolean;
}

/** What runs the same rounds again. */
const commandOf = ({ seed, firstRound, roundCount, isShort, kind }: FaultsOptions): string =>
  [
    'npm run faults --',
    ...(isShort ? ['--short'] : []),
    ...(kind === undefined ? [] : [`--kind '${kind}'`]),
    `--rounds ${roundCount} --seed ${seed}`,
    ...(firstRound > 1 ? [`--first ${firstRound}`] : []),
  ].join(' ');

/** What a run came to, to be read and as data. */
export function summaryOf(options: FaultsOptions, run: FaultsRun): Summary {
  const figures = figuresByKind(run.results);
  const all = figures.at(-1) as KindFigures;
  const failed = run.results
    .filter((result) => failuresOf(result, options).length > 0)
    .map(({ round }) => round);
  const isFailed = failed.length > 0 || run.problems.length > 0 || run.results.length === 0;
  const bounds = { rows: boundOf(all.stored), rounds: boundOf(all.rounds) };
  const versions = { chromium: run.browser, node: process.version };
  const machine = `${platform()} ${arch()}, ${cpus().length} cores`;
  const { seed, firstRound, roundCount } = options;
  const command = commandOf(options);
  const text = [
    `\`${command}\`, Chromium ${run.browser}, Node ${process.version}, ${machine}, ${Math.round(run.tookMs / 1000)} s:`,
    '',
    markdownOf(figures),
    '',
    `Of ${all.stored.toLocaleString('en')} stored rows ${all.lost} were lost and ${all.duplicated} doubled. With none lost, the share that is lost is, with 95 %`,
    `confidence, below 3/N: ${percent(bounds.rows)} of rows, ${percent(bounds.rounds)} of rounds like these.`,
    `Not stored when their tab died, and not there: ${all.unstoredLost} rows. Pages that came back from the back/forward cache: ${run.returnCount}.`,
    `Databases that the browser had deleted, and that were restored: ${run.restoreCount}.`,
    ...(failed.length > 0 ? ['', `Rounds that failed: ${failed.join(', ')}.`] : []),
    ...run.problems,
  ].join('\n');
  const data = {
    command,
    seed,
    firstRound,
    roundCount,
    versions,
    machine,
    bounds,
    figures,
    ...run,
  };
  return { text, data, isFailed };
}

const percent = (share: number): string => `${Number((Math.min(1, share) * 100).toPrecision(2))} %`;
