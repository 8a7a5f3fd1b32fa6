import { expect, test } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { type Deed, PRESENT_SHARE, planBrowser, SESSION_SHARDS_PER_S } from './planBrowser.ts';

const HOUR_MS = 3_600_000;
const plan = (seed: number, pace = 1, endMs = 10 * HOUR_MS): Deed[] => [
  ...planBrowser(seeded(seed), { pace, endMs }),
];
const logged = (deeds: readonly Deed[]) => deeds.filter((deed) => deed.kind === 'log');

test('what a browser does follows from its seed', () => {
  expect(plan(3)).toEqual(plan(3));
  expect(plan(3)).not.toEqual(plan(4));
});

test('a browser comes and leaves by turns, logs only while it is there, and time never goes back', () => {
  let isThere = false;
  let lastMs = 0;
  for (const { kind, atMs } of plan(5)) {
    expect(atMs).toBeGreaterThanOrEqual(lastMs);
    expect(isThere).toBe(kind !== 'come');
    isThere = kind !== 'leave';
    lastMs = atMs;
  }
  expect(lastMs).toBeLessThanOrEqual(10 * HOUR_MS);
});

test('browsers are there, and log, about as much as is said of them, at any pace', () => {
  for (const pace of [1, 0.02]) {
    const counts = Array.from({ length: 60 }, (_, seed) => logged(plan(seed, pace)).length);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const expected = 10 * 3600 * PRESENT_SHARE * SESSION_SHARDS_PER_S * pace;
    expect(mean / expected).toBeGreaterThan(0.9);
    expect(mean / expected).toBeLessThan(1.1);
  }
});

test('events and recordings of every table come, and no clip is larger than three megabytes', () => {
  const orders = [1, 2, 3].flatMap((seed) => logged(plan(seed)).map(({ order }) => order));
  expect(new Set(orders.map(({ table }) => table))).toEqual(
    new Set(['plays', 'timings', 'notes', 'takes', 'verses']),
  );
  expect(Math.max(...orders.map(({ clipBytes }) => clipBytes))).toBeLessThanOrEqual(3_000_000);
  expect(orders.every(({ table, clipBytes }) => clipBytes > 0 === ['takes', 'verses'].includes(table))).toBe(
    true,
  );
});
