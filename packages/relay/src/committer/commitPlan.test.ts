import { expect, test } from 'vitest';
import { commitTitle, planCommitAt } from './commitPlan.ts';

const INTERVAL_MS = 300_000;

test('the first commit waits a moment for what comes together', () => {
  expect(planCommitAt(10_000, undefined, INTERVAL_MS)).toBe(11_500);
  expect(planCommitAt(10_000, undefined, 200)).toBe(10_200);
});

test('[R11] the next comes one interval after the last, however early something waits', () => {
  expect(planCommitAt(10_000, 9000, INTERVAL_MS)).toBe(9000 + INTERVAL_MS);
});

test('after a quiet time what comes does not wait for an interval', () => {
  expect(planCommitAt(10_000_000, 9000, INTERVAL_MS)).toBe(10_001_500);
});

test('a commit says what it brings', () => {
  expect(commitTitle([{ runs: 1 }])).toBe('Add 1 shard (runs 1)');
  expect(commitTitle([{ runs: 1 }, { errors: 1, runs: 1 }])).toBe('Add 3 shards (errors 1, runs 2)');
});
