import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { provideTools } from '../../scripts/testing/provideTools.ts';
import { audioFigures } from './audioFigures.ts';
import { eventBytesFigures } from './eventBytesFigures.ts';
import type { Figure } from './figure.ts';
import { lightWriterFigures } from './lightWriterFigures.ts';
import { mergeMemoryFigures } from './mergeMemoryFigures.ts';
import { packageSizeFigures } from './packageSize.ts';
import { pageFigures } from './pageFigures.ts';
import { parquetFigures } from './parquetFigures.ts';
import { peersAppendFigures } from './peersAppendFigures.ts';
import { runPeersLoss } from './peersLoss/runPeersLoss.ts';
import { relayFigures } from './relayFigures.ts';

/**
 * `npm run bench -- [name…] [--json FILE]`: prints one line a figure, each beside what was measured in the same run. `peers-loss` runs
 * when it is asked for alone: it installs packages of others, takes long, and has options of its own. `peers-append` installs some, too, and
 * runs when it is asked for.
 */
const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  size: packageSizeFigures,
  page: pageFigures,
  audio: audioFigures,
  parquet: parquetFigures,
  light: lightWriterFigures,
  relay: relayFigures,
  merge: mergeMemoryFigures,
  'event-bytes': eventBytesFigures,
  'peers-append': peersAppendFigures,
};

/** Those that bring packages of others, and so run only by their name. */
const ASKED_FOR: ReadonlySet<string> = new Set(['peers-append']);

// So that whatever was started hears of the end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

provideTools();
const [first, ...rest] = process.argv.slice(2);
if (first === 'peers-loss') process.exit(await runPeersLoss(rest));

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const unknown = positionals.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `no bench is called ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}, peers-loss`,
  );
  process.exit(2);
}

const figures: (Figure & { bench: string })[] = [];
for (const [bench, measure] of Object.entries(BENCHES)) {
  if (positionals.length > 0 ? !positionals.includes(bench) : ASKED_FOR.has(bench)) continue;
  for (const figure of await measure()) {
    figures.push({ bench, ...figure });
    console.log(lineOf(bench, figure));
  }
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
process.exit(0);

function lineOf(bench: string, { name, value, unit, reference, goal }: Figure): string {
  const beside = reference === undefined ? '' : `  (${reference.name}: ${round(reference.value)})`;
  return `${bench.padEnd(8)} ${name}: ${round(value)} ${unit}${beside}${goal === undefined ? '' : `  goal ${goal}`}`;
}

function round(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: value >= 1_000 ? 6 : 3 });
}
