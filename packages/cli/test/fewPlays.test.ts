import { playHistory } from '@parqueue/schema/presets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenRows, openRows, playRow } from './support/openRows.ts';

/** Plays whose numbers can be worked out in the head; the time is 12:00. */
describe('few plays', () => {
  let rows: OpenRows;
  beforeAll(async () => {
    rows = await openRows([
      {
        table: playHistory,
        rows: [
          // Two at once, from 10:00 to 10:15.
          playRow(1, '2026-03-01T10:00:00Z', {
            ended_at: new Date('2026-03-01T10:10:00Z'),
            duration_seconds: 600,
          }),
          playRow(2, '2026-03-01T10:05:00Z', {
            ended_at: new Date('2026-03-01T10:15:00Z'),
            duration_seconds: 600,
          }),
          // Without an end, ten minutes by its track.
          playRow(3, '2026-03-01T11:00:00Z'),
          // Without an end or a length: up to the next.
          playRow(4, '2026-03-01T11:20:00Z', { expected_duration_seconds: null }),
          // Still plays.
          playRow(5, '2026-03-01T11:25:00Z', {
            expected_duration_seconds: null,
            artist: 'فيروز',
            title: 'نسم علينا',
          }),
        ],
      },
    ]);
  });
  afterAll(() => rows.close());

  it('[GV1] {003.25} each second of sound counts once, a play without an end as long as its track', async () => {
    const { stdout } = await rows.run('plays', 'stats', '--json');
    // 15 + 10 + 5 + 35 minutes of the 120 since the first play.
    const stats = JSON.parse(stdout);
    expect(stats).toMatchObject({ total_plays: 5, total_duration_seconds: 1200 });
    expect(stats.uptime_percent).toBeCloseTo((100 * 65) / 120, 9);
    const tail = JSON.parse(
      (await rows.run('plays', 'stats', '--since', '2026-03-01 11:05', '--json')).stdout,
    );
    expect(tail.uptime_percent).toBeCloseTo((100 * (5 + 5 + 35)) / 55, 9);
  });

  it('[GV3] {003.10} a play of no known length is playing', async () => {
    const { stdout } = await rows.run('plays', 'now');
    expect(stdout).toMatch(/state +playing\nartist +فيروز\n/);
    expect(stdout).toContain('35 min');
  });

  it('[GV6] one row, and no row, have answers', async () => {
    const one = await openRows([{ table: playHistory, rows: [playRow(1, '2026-03-01T11:00:00Z')] }]);
    for (const name of ['recent', 'now', 'top', 'stats', 'hours', 'uptime'])
      expect([name, (await one.run('plays', name)).exitCode]).toEqual([name, 0]);
    expect((await one.run('report', '--format', 'html', '--output-dir', '-')).stdout).not.toMatch(
      /NaN|undefined/,
    );
    await one.close();
    const none = await openRows([{ table: playHistory, rows: [] }]);
    for (const name of ['recent', 'now', 'top', 'stats', 'hours', 'uptime', 'errors']) {
      const run = await none.run('plays', name);
      expect([name, run.exitCode]).toEqual([name, 3]);
    }
    expect((await none.run('report')).exitCode).toBe(3);
    await none.close();
  });
});
