import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../../test/support/seeded.ts';
import { isoSeconds, parseTimestamp } from './timestamp.ts';

describe('timestamps', () => {
  it.each([
    ['2026-02-03', Date.UTC(2026, 1, 3)],
    ['2026-02-03T01:50', Date.UTC(2026, 1, 3, 1, 50)],
    ['2026-02-03T01:50:45', Date.UTC(2026, 1, 3, 1, 50, 45)],
    ['2026-02-03 01:50:45', Date.UTC(2026, 1, 3, 1, 50, 45)],
    ['2026-02-03T01:50:45.678', Date.UTC(2026, 1, 3, 1, 50, 45, 678)],
    ['2026-02-03T01:50:45.6', Date.UTC(2026, 1, 3, 1, 50, 45, 600)],
    ['2026-02-03T01:50:45.678999999', Date.UTC(2026, 1, 3, 1, 50, 45, 678)],
    ['0001-01-01', -62135596800000],
    ['0099-12-31T23:59:59', -59011459201000],
    ['9999-12-31T23:59:59.999', 253402300799999],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
  ])('[SC7] %s is UTC', (text, ms) => {
    expect(parseTimestamp(text)).toBe(ms);
  });

  it.each([
    ['2026-02-03T01:50:45Z', 0],
    ['2026-02-03t01:50:45z', 0],
    ['2026-02-03T01:50:45+03:00', -3],
    ['2026-02-03T01:50:45+0300', -3],
    ['2026-02-03 01:50:45-05:30', 5.5],
  ])('[SC7] %s keeps its zone', (text, hours) => {
    expect(parseTimestamp(text)).toBe(Date.UTC(2026, 1, 3, 1, 50, 45) + hours * 3_600_000);
  });

  it.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-01T24:00:00',
    '2026-01-01T00:60:00',
    '2026-01-01T00:00:60',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+00:60',
    '0000-01-01',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '2026-1-1',
    '2026',
    '10000-01-01',
    '3 February 2026',
    '2026-02-03T01:50:45 ',
    '',
  ])('[SC7] %j is no time', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('[SC7] takes a Date and epoch milliseconds, whole and within years 1 to 9999', () => {
    expect(parseTimestamp(new Date(5))).toBe(5);
    expect(parseTimestamp(-62135596800000)).toBe(-62135596800000);
    expect(Object.is(parseTimestamp(-0), 0)).toBe(true);
    for (const wrong of [
      -62135596800001,
      253402300800000,
      1.5,
      Number.NaN,
      new Date(Number.NaN),
      5n,
      true,
      {},
    ]) {
      expect(parseTimestamp(wrong)).toBeUndefined();
    }
  });

  it('[SC7] reads back whatever Date writes', () => {
    forSeeds(300, (random) => {
      const ms = random.int(-62135596800000, 253402300799999);
      const text = new Date(ms).toISOString();
      expect(parseTimestamp(text)).toBe(ms);
      expect(parseTimestamp(text.slice(0, -1))).toBe(ms);
      expect(parseTimestamp(isoSeconds(ms))).toBe(Math.floor(ms / 1000) * 1000);
    });
  });
});
