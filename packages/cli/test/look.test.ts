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

  it('[LK16] {001.37} without rows, and with one of each table, every command answers or says why not', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'parqueue-few-'));
    const calls = [
      'jobs',
      'jobs --by-stage',
      'job show x',
      'job files x',
      'job graph x',
      'job export x',
      'logs',
      'errors list',
      'errors show x',
      'errors resolve x',
      'errors reopen x',
      'trace x',
      'recordings list',
      'recordings show x',
      'recordings save',
      'recordings play x',
      'runs diff x',
      'check',
      'check manifests',
      'check events',
      'check schema',
      'check audio',
    ];
    const tables = demo.data.tables.map(({ table, revisions }) => ({
      table,
      revisions: revisions.slice(0, 1),
    }));
    for (const [name, given] of [
      ['none', []],
      ['one', tables],
    ] as const) {
      const dir = join(cwd, name);
      await writeDemo(dir, { ...demo.data, tables: given });
      for (const call of calls) {
        const { exitCode, stdout, stderr } = await runCommand(
          [...call.split(' '), '--local', dir, '--now', DEMO_NOW],
          { cwd },
        );
        const isFull = name === 'one' && !/ x$/.test(call) && call !== 'recordings save';
        if (isFull) expect([0, 4], `${call}: ${stderr}`).toContain(exitCode);
        else
          expect([call, exitCode]).toEqual([
            call,
            call === 'recordings save' && name === 'one' ? exitCode : 3,
          ]);
        expect(stderr + stdout, call).not.toMatch(/\n +at |undefined|NaN/);
        if (exitCode === 3) expect(stderr, call).not.toBe('');
      }
    }
    await rm(cwd, { recursive: true, force: true });
  }, 120_000);

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
