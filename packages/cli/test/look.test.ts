import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDemo } from '../src/demo/writeDemo.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const PAGE = join(import.meta.dirname, '../../../docs/cli/LOOK.md');
let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo({ days: 30 });
  await demo.run('sync');
}, 120_000);
afterAll(() => demo.close());

/** The words of a line as a shell takes them, here with double quotes alone. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** Blocks of the page that begin with a call, with what it prints below. */
const CALL = /^```console\n\$ parqueue (.*)\n[\s\S]*?^```$/gm;

/** Calls that show everything once, with ids of the made-up data. */
async function callsOf(): Promise<readonly (readonly string[])[]> {
  const [job = { job_id: '' }] = await demo.json<{ job_id: string }[]>('jobs', '--failed');
  const [recording = { id: '' }] = await demo.json<{ id: string }[]>(
    'recordings',
    'list',
    '--table',
    'alignment',
    '--where',
    'resegmented=true',
    '--all',
  );
  const [error = { fingerprint: '' }] = await demo.json<{ fingerprint: string }[]>('errors', 'list', '--all');
  return [
    ['jobs', '--days', '5'],
    ['jobs', '--by-stage'],
    ['job', 'show', job.job_id],
    ['job', 'files', job.job_id],
    ['logs', '--job', job.job_id],
    ['errors', 'list', '--all'],
    ['errors', 'show', error.fingerprint],
    ['trace', job.job_id],
    ['recordings', 'list', '--days', '5'],
    ['recordings', 'show', recording.id],
    ['runs', 'diff', recording.id],
    ['check'],
  ];
}

describe('looking', () => {
  it('[LK16] what docs/cli/LOOK.md shows is what the program says', async () => {
    const page = await readFile(PAGE, 'utf8');
    let shown = page;
    let count = 0;
    for (const [block, line = ''] of page.matchAll(CALL)) {
      const { stdout, stderr } = await demo.run(...wordsOf(line));
      expect(stdout, `${line}: ${stderr}`).not.toBe('');
      const said = stdout.replace(/[ \t]+$/gm, '').trimEnd();
      shown = shown.replace(block, () => `\`\`\`console\n$ parqueue ${line}\n${said}\n\`\`\``);
      count++;
    }
    expect(count).toBeGreaterThan(10);
    await expect(shown).toMatchFileSnapshot(PAGE);
  });

  it('[LK16] the same rows in three zones are the same, but for their times', async () => {
    const calls = await callsOf();
    const TIME = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g;
    for (const call of calls) {
      const text = async (tz: string) => (await demo.run(...call, '--tz', tz)).stdout;
      const utc = await text('UTC');
      expect(utc, call.join(' ')).not.toBe('');
      for (const [tz, hours] of [
        ['Asia/Riyadh', 3],
        ['America/New_York', -5],
      ] as const) {
        // Windows of days and hours do not depend on the zone; the made-up month lies wholly in winter time.
        const moved = utc.replace(TIME, (at) =>
          new Date(Date.parse(`${at.replace(' ', 'T')}Z`) + hours * 3_600_000)
            .toISOString()
            .slice(0, 19)
            .replace('T', ' '),
        );
        expect(await text(tz), `${call.join(' ')} ${tz}`).toBe(moved);
      }
      expect((await demo.run(...call, '--json')).stdout).toBe(
        (await demo.run(...call, '--json', '--tz', 'Asia/Riyadh')).stdout,
      );
    }
  }, 120_000);

  it('[LK16] each call answers in each format', async () => {
    for (const call of await callsOf()) {
      const lines = (await demo.run(...call, '--jsonl')).stdout.trimEnd().split('\n');
      for (const line of lines) expect(JSON.parse(line)).toBeTypeOf('object');
      expect((await demo.run(...call, '--csv')).stdout, call.join(' ')).toMatch(/^(# \w+\r\n)?[\w,]+\r\n/);
      expect((await demo.run(...call, '--md')).stdout, call.join(' ')).toMatch(/^(## [^\n]+\n\n)?(\||none)/);
    }
  }, 120_000);

  const NAMING_X = [
    'job show',
    'job files',
    'job graph',
    'job export',
    'errors show',
    'errors resolve',
    'errors reopen',
    'trace',
    'recordings show',
    'recordings play',
    'runs diff',
  ].map((call) => `${call} x`);
  const LISTING = [
    'jobs',
    'jobs --by-stage',
    'logs',
    'errors list',
    'recordings list',
    'check',
    'check schema',
    'check manifests',
    'check events',
  ];

  /** Runs calls on a dataset of these tables alone: how each ended, and what it said to a person. */
  async function ends(calls: readonly string[], tables: typeof demo.data.tables) {
    const cwd = await mkdtemp(join(tmpdir(), 'parqueue-few-'));
    await writeDemo(cwd, { ...demo.data, tables });
    const got: [string, number][] = [];
    for (const call of calls) {
      const { exitCode, stdout, stderr } = await runCommand(
        [...call.split(' '), '--local', cwd, '--now', DEMO_NOW],
        { cwd },
      );
      expect(stderr + stdout, call).not.toMatch(/\n +at |undefined|NaN/);
      expect(exitCode === 3 && stderr === '', `${call} says why`).toBe(false);
      got.push([call, exitCode]);
    }
    await rm(cwd, { recursive: true, force: true });
    return got;
  }

  it('[LK16] without rows every command says so and ends with 3', async () => {
    const calls = [...NAMING_X, ...LISTING, 'recordings save', 'check audio'];
    expect(await ends(calls, [])).toEqual(calls.map((call) => [call, 3]));
  }, 60_000);

  it('[LK16] with one row in each table every list has it, and an id that nobody has ends with 3', async () => {
    const tables = demo.data.tables.map(({ table, revisions }) => ({
      table,
      revisions: revisions.slice(0, 1),
    }));
    const got = await ends([...NAMING_X, ...LISTING], tables);
    expect(got.slice(0, NAMING_X.length)).toEqual(NAMING_X.map((call) => [call, 3]));
    // The one stage began a month ago and never ended.
    const expected = (call: string) => (call === 'check' || call === 'check manifests' ? 4 : 0);
    expect(got.slice(NAMING_X.length)).toEqual(LISTING.map((call) => [call, expected(call)]));
  }, 60_000);

  it('[LK16] the help of each command below another has an example', async () => {
    const groups = {
      errors: ['list', 'show', 'resolve', 'reopen'],
      job: ['show', 'graph', 'files', 'export'],
      recordings: ['list', 'show', 'save', 'play'],
      runs: ['diff'],
    };
    for (const [group, names] of Object.entries(groups))
      for (const name of names) {
        const { stdout, exitCode } = await demo.run(group, name, '--help');
        expect([exitCode, stdout]).toEqual([
          0,
          expect.stringMatching(new RegExp(`Examples?:\\n {2}parqueue ${group} ${name} `)),
        ]);
      }
  });
});
