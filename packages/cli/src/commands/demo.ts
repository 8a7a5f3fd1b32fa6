import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { CommandError, usageError } from '../commandError.ts';
import { makeDemo } from '../demo/makeDemo.ts';
import { type DemoFile, writeDemo } from '../demo/writeDemo.ts';
import { EXIT } from '../exitCodes.ts';
import { formatBytes } from '../output/formatCell.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const DIR = '.parqueue/hub/local/demo';

/** Fills a folder with a dataset that is made up, for all commands to answer something. */
export const demo: CommandDefinition = {
  name: 'demo',
  summary: 'fill a folder with a month of made-up data, to try the commands on',
  examples: [
    ['parqueue demo', `in ${DIR}, where the other commands find it`],
    ['parqueue demo --local /tmp/busy --seed 7 --scale 10', 'ten times as much, other rows'],
  ],
  declare: (command) =>
    command
      .option('--seed <n>', 'decides the rows', '1')
      .option('--scale <x>', 'how much happens; 1 is a small site', '1'),
  async run({ platform, clock, config, out, talk }, options) {
    const target = options['local'] as string | undefined;
    const dir = resolve(platform.cwd, target ?? DIR);
    if (existsSync(dir) && (await readdir(dir)).length > 0)
      throw new CommandError(
        `${shown(platform.cwd, dir)}: is not empty; give another folder with --local, or delete it`,
      );
    const data = makeDemo({
      seed: wholeNumber('--seed', options['seed'] as string),
      days: wholeNumber('--days', (options['days'] as string | undefined) ?? '30'),
      scale: positive('--scale', options['scale'] as string),
      endMs: clock.now(),
    });
    talk.progress('writing…');
    const files = await writeDemo(dir, data);
    talk.progress('');
    out.show({ name: 'demo', rows: tableCounts(files), columns: COLUMNS });
    const isFound = config.repo === undefined && target === undefined && config.local === undefined;
    talk.info(
      `The dataset lies in ${shown(platform.cwd, dir)}. Go on with: parqueue events${isFound ? '' : ` --local ${shown(platform.cwd, dir)}`}`,
    );
    return EXIT.ok;
  },
};

const COLUMNS = [
  { key: 'table' },
  { key: 'files' },
  { key: 'rows' },
  {
    key: 'size_bytes',
    title: 'size',
    format: (value: unknown) => formatBytes(Number(value)),
    align: 'right',
  },
] as const;

function tableCounts(files: readonly DemoFile[]) {
  const byTable = new Map<string, { table: string; files: number; rows: number; size_bytes: number }>();
  for (const { table, rowCount, sizeBytes } of files) {
    const sum = byTable.get(table) ?? { table, files: 0, rows: 0, size_bytes: 0 };
    byTable.set(table, {
      table,
      files: sum.files + 1,
      rows: sum.rows + rowCount,
      size_bytes: sum.size_bytes + sizeBytes,
    });
  }
  return [...byTable.values()];
}

const shown = (cwd: string, path: string): string => {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
};

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw usageError(`${option}: expected a whole number from 1, got "${text}"`);
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 10_000) return value;
  throw usageError(`${option}: expected a number above 0, got "${text}"`);
}
