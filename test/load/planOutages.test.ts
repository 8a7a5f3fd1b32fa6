import { expect, test } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { OUTAGES, planOutages } from './planOutages.ts';

const plan = (seed: number, durationMs: number) => planOutages(seeded(seed), durationMs);

test('what goes wrong follows from the seed', () => {
  expect(plan(1, 200_000)).toEqual(plan(1, 200_000));
  expect(plan(1, 200_000)).not.toEqual(plan(2, 200_000));
});

test('in some minutes everything goes wrong that can, one thing after another, and is good again before the end', () => {
  for (const seed of [1, 2, 3]) {
    const outages = plan(seed, 200_000);
    expect(new Set(outages.map(({ kind }) => kind))).toEqual(new Set(OUTAGES));
    for (const [i, { atMs, lastMs }] of outages.entries())
      expect(atMs + lastMs).toBeLessThan(outages[i + 1]?.atMs ?? 200_000);
  }
});

test('a short run has four', () => {
  expect(plan(1, 20_000)).toHaveLength(4);
});
