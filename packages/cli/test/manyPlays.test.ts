import { expect, it } from 'vitest';
import { definePlayMacros } from '../src/queries/plays/definePlayMacros.ts';
import { readDays, readHours, readPlayStats, readTopTracks } from '../src/queries/plays/readPlays.ts';
import { memoryDatabase } from './support/memoryDatabase.ts';

const SPAN = { start: '2026-01-01T00:00:00Z', end: '2026-12-14T05:20:00Z' };

it('[GV4] {003.42} a million plays are counted in seconds', async () => {
  // One begins every 30 s and sounds for 20; every 20th has an error; of ten tracks, one after the other.
  const db = await memoryDatabase(
    'play_history',
    `SELECT printf('%08d', i) AS row_id, 'track ' || (i % 10) AS track_key, 'artist' AS artist, 'title ' || (i % 10) AS title,
       begun AS started_at, begun AS _time, begun + INTERVAL 20 SECOND AS ended_at, 20 AS duration_seconds, i % 20 = 0 AS had_errors
     FROM (SELECT i, TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(30 * i) AS begun FROM range(1000000) r(i))`,
  );
  await definePlayMacros(db);
  const from = performance.now();
  const stats = await readPlayStats(db, SPAN);
  const top = await readTopTracks(db, SPAN, 3);
  const hours = await readHours(db, SPAN, 'Asia/Riyadh');
  const days = await readDays(db, SPAN, 'UTC');
  expect(performance.now() - from).toBeLessThan(30_000);
  expect(stats).toMatchObject({
    total_plays: 1_000_000,
    unique_tracks: 10,
    total_duration_seconds: 20_000_000,
    error_rate: 5,
  });
  expect(stats.uptime_percent).toBeCloseTo(200 / 3, 3);
  expect(top.map(({ track_key, play_count }) => [track_key, play_count])).toEqual(
    ['track 0', 'track 1', 'track 2'].map((track) => [track, 100_000]),
  );
  expect(hours.reduce((sum, { play_count }) => sum + play_count, 0)).toBe(1_000_000);
  expect(days).toHaveLength(348);
  for (const { play_count, uptime_percent } of days.slice(0, -1)) {
    expect(play_count).toBe(2880);
    expect(uptime_percent).toBeCloseTo(200 / 3, 6);
  }
  db.close();
}, 90_000);

it('[GV4] columns that are missing or of other types make no query fail', async () => {
  const db = await memoryDatabase(
    'play_history',
    `SELECT 'a'::BLOB AS duration_seconds, 363.0::DOUBLE AS expected_duration_seconds, {'x': 1} AS artist, '2026-01-01 00:10:00' AS ended_at,
       'true' AS had_errors, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS started_at, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS _time`,
  );
  await definePlayMacros(db);
  const stats = await readPlayStats(db, { start: '2026-01-01', end: '2026-01-02' });
  expect(stats).toMatchObject({
    total_plays: 1,
    total_duration_seconds: 600,
    plays_with_errors: 1,
    error_rate: 100,
  });
  const [row] = await db.rows("SELECT * FROM get_recent_plays() WHERE artist LIKE '%x%'");
  expect(row).toMatchObject({ expected_duration_seconds: 363, title: null, duration_seconds: null });
  db.close();
});
