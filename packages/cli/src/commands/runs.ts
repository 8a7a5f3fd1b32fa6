import type { Database } from '../cache/database.ts';
import { withDatabase } from '../cache/withDatabase.ts';
import { CommandError, usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { formatNumber } from '../output/formatCell.ts';
import { requireRecording } from '../recordings/requireRecording.ts';
import { type AlignmentRunRecord, runMetrics, runsOf } from '../recordings/runMetrics.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const runsDiff: CommandDefinition = {
  name: 'diff',
  summary: 'two runs over a recording beside each other: what they were told, and what they found',
  examples: [
    ['parqueue runs diff 3f2a91c0d4e5f607', 'the first and the last run of a recording'],
    ['parqueue runs diff 3f2a91c0d4e5f607 --a 2 --b 3', 'others of its runs'],
    ['parqueue runs diff 3f2a91c0d4e5f607 77e0b1c2d3f4a596', 'the last runs of two recordings'],
  ],
  declare: (command) =>
    command
      .argument('<id>', 'row_id, audio_id or name of the recording')
      .argument('[other]', 'another one, whose last run is b')
      .option('--a <n>', 'which run is a, from 1; default: the first, or with another recording the last')
      .option('--b <n>', 'which run is b; default: the last'),
  run: ({ cache, out }, options, [id = '', other]) =>
    withDatabase(cache, async (db) => {
      const ofA = await readRuns(db, id);
      const ofB = other === undefined ? ofA : await readRuns(db, other);
      if (other === undefined && ofA.runs.length < 2)
        throw new CommandError(
          `${ofA.id} has only one run; give another recording to compare it with`,
          EXIT.noData,
        );
      const a = pick(ofA, '--a', options['a'], other === undefined ? 1 : ofA.runs.length);
      const b = pick(ofB, '--b', options['b'], ofB.runs.length);
      out.show({
        sections: [
          { name: 'settings', rows: settingRows(a.run, b.run), columns: columnsOf(a.name, b.name) },
          {
            name: 'metrics',
            rows: metricRows(a.run, b.run),
            columns: [...columnsOf(a.name, b.name), { key: 'change', format: changeText, align: 'right' }],
          },
        ],
      });
      return EXIT.ok;
    }),
};

/** Runs of an aligner over a recording. */
export const runs: CommandDefinition = {
  name: 'runs',
  summary: 'runs of an aligner over a recording, beside each other',
  examples: [['parqueue runs diff 3f2a91c0d4e5f607', 'the first and the last run of a recording']],
  children: [runsDiff],
};

interface RunsOf {
  readonly id: string;
  readonly runs: readonly AlignmentRunRecord[];
}

async function readRuns(db: Database, wanted: string): Promise<RunsOf> {
  const { id, segments, table } = await requireRecording(db, wanted);
  const runs = runsOf(segments);
  if (runs.length === 0) throw new CommandError(`${id} of ${table} has no runs`, EXIT.noData);
  return { id, runs };
}

function pick({ id, runs }: RunsOf, option: string, given: unknown, otherwise: number) {
  const number = given === undefined ? otherwise : Number(given);
  const run = runs[number - 1];
  if (run === undefined || !Number.isInteger(number))
    throw usageError(`${option}: ${id} has the runs 1 to ${runs.length}, not ${given}`);
  return { run, name: `run ${number} of ${id.slice(0, 8)}` };
}

const columnsOf = (a: string, b: string) =>
  [
    { key: 'what' },
    { key: 'a', title: `a: ${a}` },
    { key: 'b', title: `b: ${b}` },
    { key: 'is_changed', title: 'changed', format: (value: unknown) => (value === true ? '≠' : '') },
  ] as const;

function settingRows(a: AlignmentRunRecord, b: AlignmentRunRecord) {
  return [...new Set([...Object.keys(a.settings), ...Object.keys(b.settings)])].map((what) => {
    const before = a.settings[what] ?? null;
    const after = b.settings[what] ?? null;
    return { what, a: before, b: after, is_changed: JSON.stringify(before) !== JSON.stringify(after) };
  });
}

function metricRows(a: AlignmentRunRecord, b: AlignmentRunRecord) {
  const after = runMetrics(b);
  return Object.entries(runMetrics(a)).map(([what, before]: [string, number | null]) => {
    const later = after[what as keyof typeof after];
    const change = before === null || later === null ? null : later - before;
    return { what, a: before, b: later, is_changed: before !== later, change };
  });
}

const changeText = (value: unknown): string =>
  typeof value === 'number' && value !== 0 ? `${value > 0 ? '+' : ''}${formatNumber(value)}` : '–';
