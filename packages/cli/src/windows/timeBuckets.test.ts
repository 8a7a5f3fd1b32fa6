import { describe, expect, it } from 'vitest';
import { timeBuckets } from './timeBuckets.ts';

const HOUR_MS = 3_600_000;
const bucketsOf = (from: string, to: string, tz: string) => {
  const { startsMs, unit } = timeBuckets({ fromMs: Date.parse(from), toMs: Date.parse(to) }, tz);
  return { unit, starts: startsMs.map((at) => new Date(at).toISOString().slice(0, 16)), startsMs };
};

describe('timeBuckets', () => {
  it('[AZ5] a day of a zone is as long as it is there, also where the clock is set', () => {
    const spring = bucketsOf('2026-03-06T12:00Z', '2026-03-10T12:00Z', 'America/New_York');
    expect(spring).toMatchObject({
      unit: 'day',
      starts: [
        '2026-03-06T05:00',
        '2026-03-07T05:00',
        '2026-03-08T05:00',
        '2026-03-09T04:00',
        '2026-03-10T04:00',
      ],
    });
    const { startsMs } = bucketsOf('2026-10-30T12:00Z', '2026-11-03T12:00Z', 'America/New_York');
    const longest = Math.max(...startsMs.slice(1).map((at, i) => at - (startsMs[i] ?? 0)));
    expect(longest).toBe(25 * HOUR_MS);
  });

  it('[AZ5] hours begin with the hour of the zone, and none is twice or missing where the clock is set', () => {
    expect(bucketsOf('2026-02-03T10:20Z', '2026-02-04T10:20Z', 'Asia/Kolkata')).toMatchObject({
      unit: 'hour',
      starts: expect.arrayContaining(['2026-02-03T09:30', '2026-02-04T09:30']),
    });
    const { startsMs, unit } = bucketsOf('2026-10-31T12:00Z', '2026-11-01T12:00Z', 'America/New_York');
    expect([unit, startsMs.length]).toEqual(['hour', 24]);
    expect(startsMs.slice(1).every((at, i) => at - (startsMs[i] ?? 0) === HOUR_MS)).toBe(true);
  });

  it('[AZ5] a short time has short buckets, a long one few', () => {
    expect(bucketsOf('2026-02-03T10:00:30Z', '2026-02-03T10:05:30Z', 'UTC')).toMatchObject({
      unit: 'minute',
      starts: expect.arrayContaining(['2026-02-03T10:00', '2026-02-03T10:05']),
    });
    expect(bucketsOf('2020-01-01T00:00Z', '2026-01-01T00:00Z', 'UTC').unit).toBe('30 days');
    expect(bucketsOf('2020-01-01T00:00Z', '2020-01-01T00:00:00.001Z', 'UTC').startsMs).toHaveLength(1);
  });
});
