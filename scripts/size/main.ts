import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Baseline, findGrowth } from './findGrowth.ts';
import type { Sizes } from './measureFiles.ts';
import { measurePackage } from './measurePackage.ts';
import { stableSizes } from './stableSizes.ts';

// `npm run size`: what the package weighs, file by file and by way of use, against the baseline; `--update` makes this the baseline.

const BASELINE = join(import.meta.dirname, 'baseline.json');

const { values } = parseArgs({ options: { update: { type: 'boolean' } } });
const { files, ways } = await measurePackage();
printTable('file', files);
console.log('');
printTable('what a page loads', new Map(ways.map(({ name, sizes }) => [name, sizes])));
console.log('');
for (const { name, sizes, served, goalBytes } of ways) {
  const verdict = sizes[served] <= goalBytes ? 'within' : 'OVER';
  console.log(
    `${name}: ${count(sizes[served])} bytes as ${served}, ${verdict} the goal of ${count(goalBytes)}`,
  );
}
const all = new Map([...stableSizes(files), ...ways.map(({ name, sizes }) => [`(${name})`, sizes] as const)]);
if (values.update) await writeFile(BASELINE, baselineText(all));
else report(findGrowth(all, JSON.parse(await readFile(BASELINE, 'utf8')) as Baseline));

function printTable(title: string, rows: ReadonlyMap<string, Sizes>): void {
  const width = Math.max(title.length, ...[...rows.keys()].map((name) => name.length));
  console.log(`${title.padEnd(width)}${['raw', 'gzip', 'brotli'].map((word) => word.padStart(12)).join('')}`);
  for (const [name, { raw, gzip, brotli }] of rows)
    console.log(
      `${name.padEnd(width)}${[raw, gzip, brotli].map((bytes) => count(bytes).padStart(12)).join('')}`,
    );
}

function report(growth: readonly string[]): void {
  if (growth.length === 0) return;
  console.error(['\nThe package grew:', ...growth, 'If that is meant: npm run size -- --update'].join('\n'));
  process.exitCode = 1;
}

function count(bytes: number): string {
  return bytes.toLocaleString('en');
}

/** A line each, so that a change of one file is a change of one line. */
function baselineText(all: ReadonlyMap<string, Sizes>): string {
  const lines = [...all].map(
    ([name, { raw, gzip, brotli }]) =>
      `  ${JSON.stringify(name)}: { "raw": ${raw}, "gzip": ${gzip}, "brotli": ${brotli} }`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}
