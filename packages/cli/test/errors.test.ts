import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorLog } from '@parqueue/schema/presets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentRows, type DemoRow } from '../src/demo/demoData.ts';
import { writeDemo } from '../src/demo/writeDemo.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const NOW = Date.parse(DEMO_NOW);
let demo: OpenDemo;
let rows: DemoRow[];
beforeAll(async () => {
  demo = await openDemo({ days: 20 });
  await demo.run('sync');
  const found = demo.data.tables.find(({ table }) => table.name === 'error_log');
  rows = found === undefined ? [] : currentRows(found);
}, 120_000);
afterAll(() => demo.close());

interface Group {
  fingerprint: string;
  state: string;
  n: number;
  open: number;
  first: string;
  last: string;
  rule: string;
  fingerprint_text: string | null;
  tables: string[];
  message: string;
}
const printOf = (row: DemoRow): string => (row['context'] as { fingerprint: string }).fingerprint;
const atOf = (row: DemoRow): number => (row['timestamp'] as Date).getTime();
const list = (...args: string[]) =>
  demo.json<Group[]>('errors', 'list', '--table', 'error_log', '--limit', '999', ...args);

describe('errors list and show', () => {
  it('[LK6] {003.07} groups are by fingerprint, with counts, first and last seen', async () => {
    const got = await list('--all', '--since', '10d');
    const since = rows.filter((row) => atOf(row) >= NOW - 10 * 86_400_000);
    const expected = [...Map.groupBy(since, printOf)].map(([fingerprint, own]) => ({
      fingerprint,
      n: own.length,
      open: own.filter((row) => row['resolved'] !== true).length,
      first: new Date(Math.min(...own.map(atOf))).toISOString(),
      last: new Date(Math.max(...own.map(atOf))).toISOString(),
    }));
    const byPrint = (a: { fingerprint: string }, b: { fingerprint: string }) =>
      a.fingerprint < b.fingerprint ? -1 : 1;
    expect(
      got
        .map(({ fingerprint, n, open, first, last }) => ({ fingerprint, n, open, first, last }))
        .sort(byPrint),
    ).toEqual(expected.sort(byPrint));
    for (const { state, open, n } of got) {
      if (state === 'resolved') expect(open).toBe(0);
      else expect(open).toBeGreaterThan(0);
      if (state === 'came back') expect(open).toBeLessThan(n);
    }
    expect((await list('--since', '10d')).map(({ state }) => state)).not.toContain('resolved');
    expect(got.map(({ last }) => last)).toEqual(
      got
        .map(({ last }) => last)
        .sort()
        .reverse(),
    );
  });

  it('[LK6] {000.17} errors of events and recitations are among them, and the rule is said', async () => {
    const got = await demo.json<Group[]>('errors', 'list', '--all', '--limit', '999');
    const of = (table: string) => got.filter(({ tables }) => tables.includes(table));
    const countOf = (name: string, keep: (row: DemoRow) => boolean) =>
      (demo.data.tables.find(({ table }) => table.name === name)?.revisions ?? []).filter(({ row }) =>
        keep(row),
      ).length;
    const sum = (groups: Group[]) => groups.reduce((total, { n }) => total + n, 0);
    expect(sum(of('metrics_event'))).toBe(
      countOf('metrics_event', (row) => row['event_type'] === 'synthesis_error'),
    );
    expect(sum(of('recitation_error'))).toBe(countOf('recitation_error', () => true));
    for (const group of of('recitation_error')) {
      expect(group.rule).toContain('no fingerprint in the row');
      expect(group.fingerprint_text).toBe(`recitation_error\n${group.message}`);
    }
    for (const group of of('error_log')) expect(group.rule).toBe('as it came with the row');
  });

  it('[LK6] {003.07} one kind is shown with its last occurrences', async () => {
    const [group] = await list('--all');
    const own = rows.filter((row) => printOf(row) === group?.fingerprint);
    const shown = await demo.json<{
      error: Group;
      occurrences: { row_id: string; resolved: boolean }[];
    }>('errors', 'show', group?.fingerprint ?? '');
    expect(shown.error.n).toBe(own.length);
    expect(shown.occurrences.map(({ row_id, resolved }) => [row_id, resolved])).toEqual(
      own
        .sort((a, b) => atOf(b) - atOf(a))
        .slice(0, 20)
        .map((row) => [row['row_id'], row['resolved']]),
    );
    expect((await demo.run('errors', 'show', 'nothing')).exitCode).toBe(3);
    expect((await demo.run('errors', 'list', '--severity', 'bad')).exitCode).toBe(2);
    const none = await demo.run('errors', 'list', '--since', '2020-01-01', '--until', '2020-01-02');
    expect([none.exitCode, none.stderr]).toEqual([3, expect.stringContaining('none lies in')]);
  });
});

describe('errors resolve and reopen', () => {
  it('[LK7] {003.07} writes a revision of each open row, keeps all else, and reopen takes it back', async () => {
    const own = await openDemo({ days: 12, seed: 4 });
    const json = <T>(...args: string[]) => own.json<T>(...args);
    const groups = await json<Group[]>('errors', 'list', '--table', 'error_log');
    const { fingerprint, open, n } =
      groups.find((group) => group.open > 0 && group.open < group.n) ?? (groups[0] as Group);
    const all = (where: string) =>
      json<Record<string, unknown>[]>(
        'sql',
        `SELECT * EXCLUDE (_file, _row) FROM error_log WHERE ${where} ORDER BY row_id`,
      );
    const before = await all('true');
    const files = async () => (await readdir(join(own.dir, 'data/error_log'), { recursive: true })).sort();
    const filesBefore = await files();

    const dry = await own.run('errors', 'resolve', fingerprint, '--dry-run');
    expect([dry.exitCode, dry.stderr]).toEqual([0, `${open} rows would be resolved.\n`]);
    expect(await files()).toEqual(filesBefore);

    const done = await json<{ row_id: string; revision: number }[]>(
      'errors',
      'resolve',
      fingerprint.slice(0, -2),
    );
    expect(done).toHaveLength(open);
    expect((await files()).filter((path) => path.endsWith('.parquet'))).toHaveLength(
      filesBefore.filter((path) => path.endsWith('.parquet')).length + 1,
    );
    const changed = new Set(done.map(({ row_id }) => row_id));
    expect(await all('true')).toEqual(
      before.map((row) =>
        changed.has(String(row['row_id']))
          ? {
              ...row,
              resolved: true,
              resolved_at: new Date(NOW).toISOString(),
              revision: Number(row['revision']) + 1,
            }
          : row,
      ),
    );
    const [after] = (await json<Group[]>('errors', 'list', '--resolved', '--limit', '999')).filter(
      (group) => group.fingerprint === fingerprint,
    );
    expect([after?.n, after?.open]).toEqual([n, 0]);
    const again = await own.run('errors', 'resolve', fingerprint);
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing to do')]);

    const one = done[0]?.row_id ?? '';
    expect(await json('errors', 'reopen', one)).toMatchObject([
      { row_id: one, resolved: false, resolved_at: null },
    ]);
    expect(await all(`resolved AND row_id = '${one}'`)).toEqual([]);
    await own.close();
  }, 60_000);

  it('[LK7] says where it may not write, and loses no column', async () => {
    const lonely = await demo.runWith(
      {},
      'errors',
      'resolve',
      'abc',
      '--local',
      '',
      '--repo',
      'me/x',
      '--offline',
    );
    expect(lonely.exitCode).toBe(2);
    const [group] = await list();
    const print = group?.fingerprint ?? '';
    const noSecret = await demo.run(
      'errors',
      'resolve',
      print,
      '--relay',
      'http://127.0.0.1:1',
      '--relay-dataset',
      'x',
    );
    expect([noSecret.exitCode, noSecret.stderr]).toEqual([2, expect.stringContaining('OPERATOR_SECRET')]);
    expect(
      (await demo.run('errors', 'resolve', print, '--relay', 'ftp://x', '--relay-dataset', 'x')).exitCode,
    ).toBe(2);
  });

  it('[LK7] through a relay, rows go as the route takes them, and a refusal is told without the secret', async () => {
    const [group] = await list();
    const print = group?.fingerprint ?? '';
    const asked: { url: string; body: string; headers: Record<string, string> }[] = [];
    const answer =
      (status: number, body: unknown): typeof fetch =>
      async (url, init) => {
        asked.push({
          url: String(url),
          body: String(init?.body),
          headers: init?.headers as Record<string, string>,
        });
        return Response.json(body, { status });
      };
    await writeFile(join(demo.cwd, 'secret'), 'the-secret\n');
    const args = [
      'errors',
      'resolve',
      print,
      '--relay',
      'https://relay.example/',
      '--relay-dataset',
      'radio',
      '--operator-token-file',
      'secret',
    ];
    const good = await demo.runWith({ fetch: answer(202, { state: 'spooled' }) }, ...args, '--json');
    expect(good.exitCode).toBe(0);
    expect(asked[0]?.url).toBe('https://relay.example/v1/datasets/radio/tables/error_log/rows');
    expect(asked[0]?.headers).toEqual({ Authorization: 'Bearer the-secret', 'Parqueue-Protocol': '1' });
    const sent =
      asked[0]?.body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)) ?? [];
    const open = rows.filter((row) => printOf(row) === print && row['resolved'] !== true);
    expect(sent.map(({ row_id }) => row_id).sort()).toEqual(open.map((row) => row['row_id']).sort());
    for (const line of sent) {
      const row = open.find(({ row_id }) => row_id === line.row_id) ?? {};
      expect(line).toMatchObject({
        context: row['context'],
        message: row['message'],
        timestamp: (row['timestamp'] as Date).toISOString(),
        resolved: true,
        revision: 1,
      });
    }
    const bad = await demo.runWith(
      { fetch: answer(401, { title: 'Not for you', detail: 'the secret is wrong' }) },
      ...args,
    );
    expect([bad.exitCode, bad.stderr]).toEqual([
      1,
      expect.stringContaining('401 Not for you: the secret is wrong'),
    ]);
    expect(bad.stderr + bad.stdout).not.toContain('the-secret');
  });

  it('[LK7] an error that came again after it was resolved came back; one row is enough', async () => {
    const cwd = join(demo.cwd, 'one');
    const dir = join(cwd, 'set');
    const row = (at: number, id: number, more: object) => ({
      writtenAt: at,
      row: {
        timestamp: new Date(at),
        service: 's',
        severity: 'error',
        message: `no track ${id} in list 9`,
        resolved: false,
        row_id: `019c0000-0000-7000-8000-00000000000${id}`,
        revision: 0,
        ...more,
      },
    });
    const resolved = { resolved: true, resolved_at: new Date(NOW - 5_000) };
    const revisions = [row(NOW - 9_000, 1, resolved)];
    const run = async () => {
      await writeDemo(dir, { startMs: NOW - 10_000, endMs: NOW, tables: [{ table: errorLog, revisions }] });
      await runCommand(['sync', '--local', dir, '--now', DEMO_NOW], { cwd });
      const { stdout } = await runCommand(
        ['errors', 'list', '--all', '--local', dir, '--now', DEMO_NOW, '--json'],
        { cwd },
      );
      return (JSON.parse(stdout) as Group[]).map(({ state, n, fingerprint_text }) => [
        state,
        n,
        fingerprint_text,
      ]);
    };
    const text = 'error_log\nno track <n> in list <n>';
    expect(await run()).toEqual([['resolved', 1, text]]);
    revisions.push(row(NOW - 1_000, 2, {}));
    expect(await run()).toEqual([['came back', 2, text]]);
  });
});
