import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { clockOf, countBy, playsWithin, rowsOf, soundingMs, startOf } from './support/plainPlays.ts';

const NOW = Date.parse(DEMO_NOW);
const DAY_MS = 86_400_000;
const ZONES = ['UTC', 'Asia/Riyadh', 'America/New_York'] as const;

let demo: OpenDemo;
let plays: DemoRow[];
let first: number;
beforeAll(async () => {
  // With this seed a play still runs at the end.
  demo = await openDemo({ days: 9, seed: 4 });
  plays = rowsOf(demo.data, 'play_history');
  first = Math.min(...plays.map(startOf));
  await demo.run('sync');
}, 60_000);
afterAll(() => demo.close());

const secondsOf = (row: DemoRow): number | null => (row['duration_seconds'] as number | undefined) ?? null;

describe('plays', () => {
  it('[GV1] {003.05} {003.19} {003.27} stats are those of plain arithmetic over the rows', async () => {
    for (const [args, from, to] of [
      [[], NOW - 7 * DAY_MS, NOW],
      [['--days', '2'], NOW - 2 * DAY_MS, NOW],
      [['--since', '2026-02-22', '2026-02-22'].slice(0, 2), Date.parse('2026-02-22'), NOW],
      [['--since', '5d', '--until', '3d'], NOW - 5 * DAY_MS, NOW - 3 * DAY_MS],
      [['--days', '400'], NOW - 400 * DAY_MS, NOW],
    ] as const) {
      const within = playsWithin(plays, from, to);
      const ended = within.map(secondsOf).filter((seconds) => seconds !== null);
      const total = ended.reduce((sum, seconds) => sum + seconds, 0);
      const failed = within.filter((row) => row['had_errors'] === true);
      const stats = await demo.json<Record<string, unknown>>('plays', 'stats', ...args);
      expect(stats, args.join(' ')).toEqual({
        total_plays: within.length,
        unique_tracks: new Set(within.map((row) => row['track_key'])).size,
        unique_artists: new Set(within.map((row) => row['artist'])).size,
        total_duration_seconds: total,
        avg_duration_seconds: expect.closeTo(total / ended.length, 9),
        ended_early: within.filter((row) => {
          const seconds = secondsOf(row);
          return seconds !== null && seconds < 0.95 * Number(row['expected_duration_seconds']);
        }).length,
        plays_with_errors: failed.length,
        total_errors: within.reduce((sum, row) => sum + Number(row['error_count']), 0),
        error_rate: expect.closeTo((100 * failed.length) / within.length, 9),
        uptime_percent: expect.closeTo(
          (100 * soundingMs(plays, Math.max(from, first), to)) / (to - Math.max(from, first)),
          6,
        ),
        first_play: new Date(startOf(within.at(-1)!)).toISOString(),
        last_play: new Date(startOf(within[0]!)).toISOString(),
      });
      expect(within.length).toBeGreaterThan(20);
      expect(failed.length).toBeGreaterThan(0);
    }
  });

  it('[GV1] {003.20} top counts the plays of a track', async () => {
    const within = playsWithin(plays, NOW - 30 * DAY_MS, NOW);
    const counts = [...countBy(within, (row) => String(row['track_key']))].sort(
      ([a, n], [b, m]) => m - n || (a < b ? -1 : 1),
    );
    const top = await demo.json<{ track_key: string; play_count: number; last_played: string }[]>(
      'plays',
      'top',
      '--limit',
      '5',
    );
    expect(top.map(({ track_key, play_count }) => [track_key, play_count])).toEqual(counts.slice(0, 5));
    for (const { track_key, last_played } of top)
      expect(Date.parse(last_played)).toBe(startOf(within.find((row) => row['track_key'] === track_key)!));
    const one = await demo.json<unknown[]>('plays', 'top', '--where', 'artist=Max Richter');
    expect(one).toHaveLength(1);
  });

  it.each(ZONES)('[GV2] {003.22} {003.25} hours and days are those of %s', async (tz) => {
    const from = NOW - 7 * DAY_MS;
    const within = playsWithin(plays, from, NOW);
    const byHour = countBy(within, (row) => clockOf(startOf(row), tz)[1]);
    const hours = await demo.json<{ hour_of_day: number; play_count: number }[]>(
      'plays',
      'hours',
      '--tz',
      tz,
    );
    expect(hours.map(({ play_count }) => play_count)).toEqual(
      Array.from({ length: 24 }, (_, hour) => byHour.get(hour) ?? 0),
    );
    const byDay = countBy(within, (row) => clockOf(startOf(row), tz)[0]);
    const days = await demo.json<
      { date: string; play_count: number; uptime_percent: number; counted_seconds: number }[]
    >('plays', 'uptime', '--days', '7', '--tz', tz);
    const edges = [from];
    for (let at = from; at < NOW; at += 3_600_000)
      if (clockOf(at, tz)[0] !== clockOf(at - 3_600_000, tz)[0] && at > from) edges.push(at);
    edges.push(NOW);
    expect(days).toHaveLength(edges.length - 1);
    for (const [i, day] of days.entries()) {
      const [start = 0, end = 0] = edges.slice(i);
      expect(day).toMatchObject({ date: clockOf(start, tz)[0], play_count: byDay.get(day.date) ?? 0 });
      expect(day.counted_seconds).toBeCloseTo((end - start) / 1000, 6);
      expect(day.uptime_percent).toBeCloseTo((100 * soundingMs(plays, start, end)) / (end - start), 6);
    }
  });

  it('[GV2] {003.25} a day on which the clocks change has 23 or 25 hours', async () => {
    const days = await demo.json<{ date: string; counted_seconds: number }[]>(
      'sql',
      `SELECT date, counted_seconds FROM get_uptime_by_day('2026-02-25T05:00:00Z', '2026-03-12T04:00:00Z', tz := 'America/New_York')`,
    );
    expect(days.find(({ date }) => date === '2026-03-07')?.counted_seconds).toBe(86_400);
    expect(days.find(({ date }) => date === '2026-03-08')?.counted_seconds).toBe(82_800);
    expect(days.at(-1)?.date).toBe('2026-03-11');
  });

  it('[GV1] {003.09} recent has the last plays, history those of a track', async () => {
    const newest = playsWithin(plays, 0, NOW).map((row) => row['row_id']);
    const recent = await demo.json<{ row_id: string }[]>('plays', 'recent');
    expect(recent.map(({ row_id }) => row_id)).toEqual(newest.slice(0, 10));
  });

  it('[GV1] {003.24} history finds a track, however it is capitalised', async () => {
    const expected = playsWithin(plays, NOW - 3 * DAY_MS, NOW)
      .filter((row) => row['artist'] === 'Ólafur Arnalds')
      .map((row) => row['row_id']);
    const args = ['plays', 'history', 'ólafur ARNALDS', 'RE:Member', '--since', '3d', '--limit', '1000'];
    const found = await demo.json<{ row_id: string }[]>(...args);
    expect(found.map(({ row_id }) => row_id)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
    const none = await demo.run('plays', 'history', 'Nobody', 'Nothing');
    expect([none.exitCode, none.stdout]).toEqual([3, 'no plays of it\n']);
    expect(none.stderr).toContain('No play of "Nobody" – "Nothing"');
  });

  it('[GV3] {003.10} now is the last play without an end, and says when it should be over', async () => {
    const current = playsWithin(plays, 0, NOW).find((row) => (row['ended_at'] ?? null) === null);
    const now = await demo.json<Record<string, unknown>>('plays', 'now');
    expect(now).toMatchObject({ row_id: current?.['row_id'], state: 'playing' });
    expect(now['elapsed_seconds']).toBeCloseTo((NOW - startOf(current!)) / 1000, 3);
    const { runCommand } = await import('../src/testing/runCommand.ts');
    const args = ['plays', 'now', '--json', '--now', '2026-03-01T14:00:00Z'];
    const late = await runCommand(args, { cwd: demo.cwd });
    expect(JSON.parse(late.stdout)).toMatchObject({ row_id: current?.['row_id'], state: 'overdue' });
  });

  it('[GV1] {003.21} {003.26} errors are counted by service and severity, and listed with their track', async () => {
    const errors = rowsOf(demo.data, 'error_log');
    const timeOf = (row: DemoRow) => (row['timestamp'] as Date).getTime();
    const within = errors.filter((row) => timeOf(row) >= NOW - 7 * DAY_MS && timeOf(row) < NOW);
    const counts = countBy(within, (row) => `${row['service']}/${row['severity']}`);
    const open = countBy(
      within.filter((row) => row['resolved'] !== true),
      (row) => `${row['service']}/${row['severity']}`,
    );
    const rows = await demo.json<
      { service: string; severity: string; error_count: number; unresolved_count: number }[]
    >('plays', 'errors');
    expect(rows).toHaveLength(counts.size);
    for (const { service, severity, error_count, unresolved_count } of rows) {
      expect(error_count).toBe(counts.get(`${service}/${severity}`));
      expect(unresolved_count).toBe(open.get(`${service}/${severity}`) ?? 0);
    }
    const critical = within
      .filter((row) => row['severity'] === 'critical')
      .toSorted((a, b) => timeOf(b) - timeOf(a));
    const timeline = await demo.json<{ row_id: string; title: string }[]>(
      'plays',
      'errors',
      '--severity',
      'critical',
    );
    expect(timeline.map(({ row_id }) => row_id)).toEqual(critical.map((row) => row['row_id']));
    for (const [i, { title }] of timeline.entries())
      expect(title).toBe(plays.find((row) => row['row_id'] === critical[i]?.['play_history_id'])?.['title']);
    expect((await demo.run('plays', 'errors', '--severity', 'bad')).exitCode).toBe(2);
  });

  it.each(ZONES)('[GV2] {003.23} summary daily is yesterday in %s', async (tz) => {
    const [today] = clockOf(NOW, tz);
    const [date] = clockOf(NOW - DAY_MS, tz);
    const within = plays.filter((row) => clockOf(startOf(row), tz)[0] === date);
    const daily = await demo.json<Record<string, unknown>>('plays', 'summary', '--tz', tz);
    expect(daily).toMatchObject({ date, total_plays: within.length });
    expect(date < today).toBe(true);
    const [macro] = await demo.json<Record<string, unknown>[]>(
      'sql',
      `SELECT * FROM get_daily_summary('${date}', tz := '${tz}')`,
    );
    expect(macro).toEqual(daily);
  });

  it('[GV2] {003.23} summary weekly is the seven days up to now', async () => {
    const weekly = await demo.json<Record<string, unknown>>('plays', 'summary', 'weekly');
    const within = playsWithin(plays, NOW - 7 * DAY_MS, NOW);
    expect(weekly['total_plays']).toBe(within.length);
    expect(weekly['unique_tracks']).toBe(new Set(within.map((row) => row['track_key'])).size);
    expect((await demo.run('plays', 'summary', 'monthly')).exitCode).toBe(2);
  });

  it('[GV4] {003.28} sql knows the queries by their names', async () => {
    const ask = (statement: string) => demo.json<Record<string, unknown>[]>('sql', statement);
    const week = `'2026-02-22T12:00:00Z', '2026-03-01T12:00:00Z'`;
    expect((await ask(`SELECT * FROM get_play_stats(${week})`))[0]).toEqual(
      await demo.json('plays', 'stats'),
    );
    expect(await ask(`SELECT * FROM get_most_played_tracks(${week}, 3)`)).toEqual(
      await demo.json('plays', 'top', '--days', '7', '--limit', '3'),
    );
    expect(await ask(`SELECT * FROM get_error_summary(${week})`)).toEqual(await demo.json('plays', 'errors'));
    expect(await ask(`SELECT * FROM get_hourly_play_distribution(${week}, tz := 'Asia/Riyadh')`)).toEqual(
      await demo.json('plays', 'hours', '--tz', 'Asia/Riyadh'),
    );
    expect(await ask('SELECT count(*)::INTEGER AS n FROM recent_plays')).toEqual([{ n: 100 }]);
    expect(await ask('SELECT count(*)::INTEGER AS n FROM current_playing')).toEqual([{ n: 1 }]);
    // A date alone is that day's midnight.
    const [day] = await ask("SELECT total_plays FROM get_play_stats('2026-02-25', '2026-02-26')");
    expect(day?.['total_plays']).toBe(
      playsWithin(plays, Date.parse('2026-02-25'), Date.parse('2026-02-26')).length,
    );
  });

  it('[GV5] text for people has bars and words, every other format the bare figures', async () => {
    const { stdout } = await demo.run('plays', 'top', '--limit', '2');
    expect(stdout.split('\n')[1]).toMatch(/^Hania Rani +Eden +\d+ {2}█{20} /);
    const csv = await demo.run('plays', 'uptime', '--days', '1', '--csv');
    expect(csv.stdout.split('\r\n')[0]).toBe(
      'date,uptime_percent,up_seconds,counted_seconds,play_count,plays_with_errors',
    );
    const jsonl = await demo.run('plays', 'hours', '--jsonl');
    expect(jsonl.stdout.trim().split('\n')).toHaveLength(24);
    expect((await demo.run('plays', 'stats', '--md')).stdout).toContain('| plays | tracks |');
    for (const name of ['recent', 'now', 'top', 'history', 'stats', 'hours', 'uptime', 'errors', 'summary'])
      expect((await demo.run('plays', name, '--help')).stdout).toMatch(/Examples?:\n {2}parqueue /);
  });

  it('[GV6] a time without plays, and a dataset without the table, are no data', async () => {
    const none = await demo.run('plays', 'stats', '--since', '2020-01-01', '--until', '2020-02-01', '--json');
    expect(none.exitCode).toBe(3);
    expect(JSON.parse(none.stdout)).toMatchObject({ total_plays: 0, error_rate: null, uptime_percent: null });
    expect(none.stderr).toContain('none lies in');
    const where = await demo.run('plays', 'top', '--where', 'artist=Nobody');
    expect([where.exitCode, where.stdout]).toEqual([3, 'no plays\n']);
    expect(where.stderr).toContain('--where artist=Nobody removed them all');
    const wrong = await demo.run('plays', 'top', '--where', 'artis=x');
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('play_history has no column artis'),
    ]);
  });
});
