import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { currentRows } from '../src/demo/demoData.ts';
import { type OpenDemo, openDemo } from '../src/testing/openDemo.ts';

const PRESETS = join(import.meta.dirname, '../../schema/src/presets');
const DOCS = join(import.meta.dirname, '../src/agents/columnDocs.json');

let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo();
}, 60_000);
afterAll(() => demo.close());

/** What the presets' sources say of each column. */
async function readColumnDocs(): Promise<Record<string, Record<string, string>>> {
  const docs: Record<string, Record<string, string>> = {};
  for (const file of (await readdir(PRESETS)).filter((name) => !name.includes('.test.')).sort()) {
    const source = await readFile(join(PRESETS, file), 'utf8');
    const [, name, features] =
      /= table\(\{\s*name: '(\w+)',[\s\S]*?features: \{([\s\S]*?)\n {2}\}/.exec(source) ?? [];
    if (name === undefined || features === undefined) continue;
    const entries = [...features.matchAll(/^ {4}\/\*\*([\s\S]*?)\*\/\n {4}(\w+):/gm)].map(
      ([, text = '', column = '']) => [
        column,
        text
          .replace(/\n\s*\*/g, ' ')
          .replace(/\{@link (\w+)\}/g, '$1')
          .replace(/\s+/g, ' ')
          .trim(),
      ],
    );
    docs[name] = Object.fromEntries(entries);
  }
  return docs;
}

it('[AG1] what is said of a column is what its preset says (PARQUEUE_UPDATE=1 writes it anew)', async () => {
  const docs = await readColumnDocs();
  expect(Object.keys(docs).length).toBeGreaterThanOrEqual(11);
  expect(docs['metrics_event']?.['queue_wait_ms']).toBe('From the queue to a worker, in milliseconds.');
  if (process.env['PARQUEUE_UPDATE']) await writeFile(DOCS, `${JSON.stringify(docs, null, 2)}\n`);
  expect(JSON.parse(await readFile(DOCS, 'utf8'))).toEqual(docs);
});

it('[AG2] AGENTS.md has every table and column, and each call in it runs and answers', async () => {
  const { stdout, exitCode, stderr } = await demo.run('docs', 'agents');
  expect(exitCode, stderr).toBe(0);
  for (const table of demo.data.tables) {
    expect(stdout).toContain(`| \`${table.table.name}\` | ${currentRows(table).length} | `);
    expect(stdout).toContain(`### ${table.table.name}\n`);
    for (const column of Object.keys(table.table.features)) expect(stdout).toContain(`\n| \`${column}\` | `);
  }
  expect(stdout).toContain('| `queue_wait_ms` | integer | ms | ');
  expect(stdout).toContain('| `words_per_minute` | double | 1/min | ');
  expect(stdout).toMatch(/\| `audio` \| recording \| {2}\| \d+ % \| 16 kHz mono FLAC\. \|/);
  const calls = [...stdout.matchAll(/^parqueue sql '([^']*)' --local (\S+) --json$/gm)];
  expect(calls.length).toBeGreaterThan(demo.data.tables.length * 2);
  for (const [, sql = '', dir = ''] of calls) {
    const answer = await demo.run('sql', sql, '--local', dir, '--json');
    expect(answer.exitCode, `${sql}\n${answer.stderr}`).toBe(0);
    expect(JSON.parse(answer.stdout).length, sql).toBeGreaterThan(0);
  }
}, 60_000);

it('[AG2] the same as JSON, and into a file; times are in the zone of --tz', async () => {
  const columns = await demo.json<{ table: string; column: string; unit: string | null; filled: number }[]>(
    'docs',
    'agents',
  );
  const wait = columns.find(({ table, column }) => table === 'metrics_event' && column === 'queue_wait_ms');
  const rows = currentRows(demo.data.tables.find(({ table }) => table.name === 'metrics_event') as never);
  expect(wait?.unit).toBe('ms');
  expect(wait?.filled).toBeCloseTo(
    rows.filter((row) => (row['queue_wait_ms'] ?? null) !== null).length / rows.length,
    10,
  );
  await demo.run('docs', 'agents', '--output', 'AGENTS.md', '--tz', 'Asia/Riyadh');
  const page = await readFile(join(demo.cwd, 'AGENTS.md'), 'utf8');
  const first = Math.min(...rows.map((row) => (row['timestamp'] as Date).getTime()));
  expect(page).toContain(new Date(first + 3 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '));
});
