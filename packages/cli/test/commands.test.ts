import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentRows, type DemoRow } from '../src/demo/demoData.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';

let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo();
  await demo.run('sync');
}, 60_000);
afterAll(() => demo.close());

const rowsOf = (name: string): DemoRow[] => {
  const found = demo.data.tables.find(({ table }) => table.name === name);
  if (found === undefined) throw new Error(name);
  return currentRows(found);
};
const timeOf = (row: DemoRow): number => (row['timestamp'] as Date).getTime();
const NOW = Date.parse(DEMO_NOW);

describe('events', () => {
  it('[CL8] {002.33} {002.38} are those of the kind, the model and the time, newest first', async () => {
    const since = NOW - 36 * 3_600_000;
    const expected = rowsOf('metrics_event')
      .filter((row) => row['event_type'] === 'synthesis_complete' && row['model_slug'] === 'higgs')
      .filter((row) => timeOf(row) >= since && timeOf(row) < NOW - 3_600_000)
      .map((row) => row['row_id']);
    expect(expected.length).toBeGreaterThan(5);
    const got = await demo.json<{ row_id: string; time: string }[]>(
      'events',
      '--type',
      'synthesis_complete',
      '--model',
      'higgs',
      '--since',
      '36h',
      '--until',
      '1h',
      '--limit',
      '100000',
    );
    expect(got.map(({ row_id }) => row_id).sort()).toEqual(expected.sort());
    expect(got.map(({ time }) => time)).toEqual(
      got
        .map(({ time }) => time)
        .sort()
        .reverse(),
    );
  });

  it('[CL8] {002.38} a filter takes any column, compares, matches, and looks into JSON', async () => {
    const all = rowsOf('metrics_event');
    const count = async (...where: string[]) =>
      (
        await demo.json<unknown[]>(
          'events',
          '--limit',
          '100000',
          ...where.flatMap((text) => ['--where', text]),
        )
      ).length;
    expect(await count('total_latency_ms>=2000', 'cache_hit=false')).toBe(
      all.filter((row) => Number(row['total_latency_ms'] ?? 0) >= 2000 && row['cache_hit'] === false).length,
    );
    expect(await count('event_type~^synthesis')).toBe(
      all.filter((row) => String(row['event_type']).startsWith('synthesis')).length,
    );
    expect(await count('data.session_duration>60')).toBe(
      all.filter(
        (row) => Number((row['data'] as { session_duration?: number } | undefined)?.session_duration) > 60,
      ).length,
    );
    expect(await count('model_slug=')).toBe(all.filter((row) => (row['model_slug'] ?? null) === null).length);
  });

  it('[CL9] an empty answer ends with 3 and says what removed the rows', async () => {
    const none = await demo.run('events', '--type', 'nonsense', '--since', '24h');
    expect([none.exitCode, none.stdout]).toEqual([3, 'no events\n']);
    expect(none.stderr).toMatch(
      /metrics_event has \d+ rows in that time; --where event_type=nonsense \(--type\) removed them all/,
    );
    const early = await demo.run('events', '--until', '2020-01-01', '--json');
    expect([early.exitCode, early.stdout]).toEqual([3, '[]\n']);
    expect(early.stderr).toContain('none lies in the first row – 2020-01-01 00:00:00 (UTC)');
  });
});

describe('tail', () => {
  it('[CL8] {002.32} shows the last rows, in the zone that is asked for', async () => {
    const newest = rowsOf('log_line')
      .map(timeOf)
      .sort((a, b) => b - a);
    const { stdout } = await demo.run('tail', 'log_line', '-n', '3', '--tz', 'Asia/Riyadh');
    const shown = new Date((newest[0] as number) + 3 * 3_600_000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ');
    expect(stdout.split('\n')[1]).toContain(shown);
    expect(stdout.trim().split('\n')).toHaveLength(4);
  });
});

describe('output', () => {
  it('[CL10] data is on standard output in the format that is asked for, and nothing else', async () => {
    const args = ['tail', 'error_log', '-n', '2'];
    const json = JSON.parse((await demo.run(...args, '--json')).stdout);
    const lines = (await demo.run(...args, '--jsonl')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual(json);
    const csv = (await demo.run(...args, '--csv')).stdout.split('\r\n');
    expect([csv[0]?.split(',')[0], csv.length]).toEqual(['time', 4]);
    expect((await demo.run(...args, '--md')).stdout).toMatch(/^\| time \| service \|/);
    const both = await demo.run(...args, '--md', '--csv');
    expect([both.exitCode, both.stdout, both.stderr]).toEqual([
      2,
      '',
      expect.stringContaining('--csv and --md exclude'),
    ]);
  });

  it('[CL10] the same question at the same time has the same answer, byte for byte', async () => {
    for (const args of [['du'], ['schema'], ['events', '--since', '2h'], ['q', 'event-counts']])
      expect((await demo.run(...args)).stdout).toBe((await demo.run(...args)).stdout);
  });

  it('[CL11] what a row says does nothing to a terminal or a spreadsheet', async () => {
    const { stdout } = await demo.run('sql', "SELECT chr(27) || '[31mred' AS a, '=1+1' AS b, -5 AS c");
    expect(stdout.split('\n')[1]).toBe('[31mred  =1+1  -5');
    const csv = await demo.run('sql', "SELECT '=1+1' AS b, -5 AS c", '--csv');
    expect(csv.stdout).toBe("b,c\r\n'=1+1,-5\r\n");
  });
});

describe('usage', () => {
  it('[CL12] a typo is answered with what was meant, and 2', async () => {
    const typo = await demo.run('evens');
    expect([typo.exitCode, typo.stdout]).toEqual([2, '']);
    expect(typo.stderr).toContain('Did you mean events?');
    expect((await demo.run('events', '--tipe', 'x')).stderr).toContain('Did you mean --type?');
    expect((await demo.run('tail', 'nothing')).exitCode).toBe(3);
  });

  it('[CL12] the help of every command has an example', async () => {
    const { stdout } = await demo.runWith({}, '--help');
    const names = [...stdout.matchAll(/^ {2}([a-z]+) .*/gm)]
      .map(([, name]) => name as string)
      .filter((name) => name !== 'parqueue');
    expect(names).toEqual(expect.arrayContaining(['sync', 'events', 'sql', 'demo', 'doctor', 'completion']));
    for (const name of names.filter((one) => one !== 'help'))
      expect((await demo.run(name, '--help')).stdout, name).toMatch(/Examples?:\n {2}parqueue/);
  });

  it('[CL13] completion knows every command in each shell, and bash takes its script', async () => {
    const { spawnSync } = await import('node:child_process');
    const { stdout } = await demo.run('completion', 'bash');
    const asked = `${stdout}\nCOMP_WORDS=(parqueue ev); COMP_CWORD=1; _parqueue; echo "$COMPREPLY"
      COMP_WORDS=(parqueue events --ty); COMP_CWORD=2; _parqueue; echo "$COMPREPLY"`;
    expect(spawnSync('bash', ['-c', asked], { encoding: 'utf8' }).stdout).toBe('events\n--type\n');
    expect((await demo.run('completion', 'zsh')).stdout).toContain('bashcompinit');
    expect((await demo.run('completion', 'fish')).stdout).toContain("-a events -d 'events of a kind");
  });
});

describe('sql and q', () => {
  it('[CL14] {002.05} {002.29} a statement reads, and reaches nothing else', async () => {
    const total = await demo.json<{ n: number }[]>('sql', 'SELECT count(*) AS n FROM metrics_event');
    expect(total).toEqual([{ n: rowsOf('metrics_event').length }]);
    for (const statement of [
      "SELECT * FROM read_text('/etc/hostname')",
      `COPY metrics_event TO '${demo.cwd}/out.csv'`,
      "ATTACH 'other.db'",
      'INSTALL httpfs',
      'SET enable_external_access = true',
      'SET memory_limit = "90%"',
      'DELETE FROM metrics_event_rows',
      "SELECT * FROM glob('*')",
    ]) {
      const { exitCode, stdout } = await demo.run('sql', statement);
      expect([exitCode, stdout], statement).toEqual([1, '']);
    }
  });

  it('[CL14] a statement that takes too long is stopped', async () => {
    const { exitCode, stderr } = await demo.run(
      'sql',
      'SELECT count(*) FROM range(100000000000)',
      '--timeout',
      '300ms',
    );
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('longer than 0.3 s')]);
  });

  it('[CL15] {002.25} {002.29} queries have names: those that come along, and those of a folder', async () => {
    const billing = await demo.json<{ model_slug: string; synthesised: number; cached: number }[]>(
      'q',
      'billing-check',
    );
    const count = (model: string, type: string) =>
      rowsOf('metrics_event').filter((row) => row['model_slug'] === model && row['event_type'] === type)
        .length;
    for (const { model_slug, synthesised, cached } of billing)
      expect([synthesised, cached]).toEqual([
        count(model_slug, 'synthesis_complete'),
        count(model_slug, 'cache_hit'),
      ]);
    expect(billing).toHaveLength(2);
    await mkdir(join(demo.cwd, 'queries'), { recursive: true });
    await writeFile(
      join(demo.cwd, 'queries/mine.sql'),
      '-- Rows of a model.\n-- param model = higgs\nSELECT count(*) AS n FROM metrics_event WHERE model_slug = $model;\n',
    );
    const of = async (...values: string[]) =>
      (await demo.json<{ n: number }[]>('q', 'mine', ...values))[0]?.n;
    const models = rowsOf('metrics_event').map((row) => row['model_slug']);
    expect(await of()).toBe(models.filter((model) => model === 'higgs').length);
    expect(await of('model=kokoro-cpu')).toBe(models.filter((model) => model === 'kokoro-cpu').length);
    expect((await demo.run('q', 'mine', 'modell=x')).stderr).toContain('it has model');
    expect((await demo.run('q')).stdout).toContain('Rows of a model.');
  });
});

describe('status, schema, du and doctor', () => {
  it('[CL16] {002.55} {000.02} status counts rows as they are now, and revisions, and says how old the newest is', async () => {
    const { tables, dataset } = await demo.json<{
      tables: { table: string; rows: number; revisions: number }[];
      dataset: { lag_s: number };
    }>('status');
    for (const { table, revisions } of demo.data.tables.map((one) => ({ ...one, table: one.table.name }))) {
      const row = tables.find((one) => one.table === table);
      expect([row?.rows, row?.revisions], table).toEqual([rowsOf(table).length, revisions.length]);
    }
    expect(dataset.lag_s).toBeGreaterThanOrEqual(0);
    expect(dataset.lag_s).toBeLessThan(3_600);
  });

  it('[CL16] {000.43} schema shows each column with its type and how full it is', async () => {
    const columns = await demo.json<{ column: string; type: string; filled: number }[]>(
      'schema',
      'alignment',
    );
    const rows = rowsOf('alignment');
    const audio = columns.find(({ column }) => column === 'audio');
    expect(audio?.type).toBe('recording');
    expect(audio?.filled).toBeCloseTo(rows.filter((row) => row['audio'] !== null).length / rows.length, 10);
  });

  it('[CL16] {002.08} du counts the bytes of the files', async () => {
    const sizes = await demo.json<{ table: string; size_bytes: number; files: number }[]>('du');
    const { readdir, stat } = await import('node:fs/promises');
    const names = await readdir(join(demo.dir, 'data/metrics_event'), { recursive: true });
    const files = names.filter((name) => name.endsWith('.parquet'));
    let total = 0;
    for (const name of files) total += (await stat(join(demo.dir, 'data/metrics_event', name))).size;
    expect(sizes.find(({ table }) => table === 'metrics_event')).toMatchObject({
      size_bytes: total,
      files: files.length,
    });
  });

  it('[CL17] {003.36} doctor says where each setting comes from and what is wrong', async () => {
    const { settings, checks } = await demo.json<{
      settings: { setting: string; origin: string }[];
      checks: { check: string; state: string }[];
    }>('doctor');
    expect(settings.find(({ setting }) => setting === 'local')?.origin).toBe('found below .parqueue');
    expect(checks.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    const missing = await demo.run('doctor', '--local', 'nowhere');
    expect(missing.exitCode).toBe(4);
    expect(missing.stdout).toContain('there is no folder');
  });
});
