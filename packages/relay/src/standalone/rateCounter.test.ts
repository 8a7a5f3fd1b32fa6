import { expect, test } from 'vitest';
import { createRateCounter } from './rateCounter.ts';

test('each key may call so often in a period, and again in the next', async () => {
  let now = 1_000_000_000;
  const counter = createRateCounter({ limit: 2, period: 60 }, () => now);
  const call = async (key: string) => (await counter.limit({ key })).success;
  expect([await call('a'), await call('a'), await call('a'), await call('b')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  now += 60_000;
  expect(await call('a')).toBe(true);
});
