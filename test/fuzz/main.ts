import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../support/seeded.ts';
import { lineTarget } from './lines/lineTarget.ts';
import { messageTarget } from './messages/messageTarget.ts';
import { bombTarget } from './shards/bombTarget.ts';
import { shardTarget } from './shards/shardTarget.ts';
import type { FuzzBook, FuzzTarget } from './target.ts';
import { wireTarget } from './wire/wireTarget.ts';

// `npm run fuzz -- [--seconds 60] [--seed 1] [--first 1] [--json FILE]`: hostile input for all of the relay that reads it. Each step of each
// target follows from the seed and its number; a problem names both, and its input is written to .cache/fuzz.

const FOUND = new URL('../../.cache/fuzz/', import.meta.url).pathname;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '1' },
    steps: { type: 'string' },
    target: { type: 'string' },
    json: { type: 'string' },
  },
});
const seed = Number(values.seed);
const counts: Record<string, Record<string, number>> = {};
const problems: string[] = [];
let number = Number(values.first);

const book: FuzzBook = {
  count(target, outcome) {
    const ofTarget = counts[target] ?? {};
    counts[target] = { ...ofTarget, [outcome]: (ofTarget[outcome] ?? 0) + 1 };
  },
  problem(target, what, input) {
    const said = `${target}: ${what}; again: npm run fuzz -- --seed ${seed} --first ${number} --steps 1 --target ${target}`;
    problems.push(said);
    console.error(`  ✗ ${said}`);
    void keep(`${target}-${seed}-${number}`, input);
  },
};

async function keep(name: string, input: Uint8Array): Promise<void> {
  await mkdir(FOUND, { recursive: true });
  await writeFile(join(FOUND, name), input);
}

const OPEN: Readonly<Record<string, () => FuzzTarget | Promise<FuzzTarget>>> = {
  bomb: () => bombTarget(book, seed),
  shard: () => shardTarget(book, seed),
  lines: () => lineTarget(book, seed),
  messages: () => messageTarget(book),
  wire: () => wireTarget(book),
};
const targets: FuzzTarget[] = [];
for (const [name, open] of Object.entries(OPEN))
  if (values.target === undefined || values.target === name) targets.push(await open());
if (targets.length === 0) throw new TypeError(`--target ${values.target}: expected ${Object.keys(OPEN)}`);
const endsAt = performance.now() + Number(values.seconds) * 1000;
const lastStep = values.steps === undefined ? Number.POSITIVE_INFINITY : number + Number(values.steps);
const firstStep = number;
for (; performance.now() < endsAt && number < lastStep; number++)
  for (const target of targets) await target.step(seeded(Math.imul(seed, 0x9e3779b1) ^ number));
for (const target of targets) await target.close();

console.log(
  `\n\`npm run fuzz -- --seconds ${values.seconds} --seed ${seed}\`: ${number - firstStep} inputs for each of ${targets.map(({ name }) => name).join(', ')}\n`,
);
console.log('| target | outcome | inputs |\n| --- | --- | --: |');
for (const [target, outcomes] of Object.entries(counts))
  for (const [outcome, count] of Object.entries(outcomes).toSorted(([, a], [, b]) => b - a))
    console.log(`| ${target} | ${outcome} | ${count.toLocaleString('en-US')} |`);
console.log(`\n${problems.length} problems`);
if (values.json !== undefined)
  await writeFile(values.json, JSON.stringify({ seed, counts, problems }, null, 1));
process.exitCode = problems.length > 0 ? 1 : 0;
