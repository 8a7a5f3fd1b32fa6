import { expect, it } from 'vitest';
import { hash32, hashHex } from './hash32.ts';
import { isSampled, rateOf } from './sampleRate.ts';

it.each([
  [undefined, 'cache_hit', 1],
  [{ cache_hit: 0.1 }, 'cache_hit', 0.1],
  [{ cache_hit: 0.1 }, 'error', 1],
  [{ '*': 0.5, error: 1 }, 'error', 1],
  [{ '*': 0.5 }, 'cache_hit', 0.5],
  [{ cache_hit: 0 }, 'cache_hit', 0],
  [{ cache_hit: Number.NaN }, 'cache_hit', 1],
  [{ cache_hit: -1 }, 'cache_hit', 1],
])('[EV3] with %o the share of %s is %f', (rates, type, rate) => {
  expect(rateOf(rates as Record<string, number>, type)).toBe(rate);
});

it('[EV3] of many requests the share is kept, and who is kept at a rate is kept at a higher one', () => {
  const keys = Array.from(
    { length: 20_000 },
    (_, i) => `0197c0de-0000-7abc-8def-${i.toString(16).padStart(12, '0')}`,
  );
  for (const rate of [0.01, 0.1, 0.5]) {
    const kept = keys.filter((key) => isSampled(rate, key));
    expect(kept.length / keys.length).toBeCloseTo(rate, 1.5);
    expect(kept.every((key) => isSampled(rate * 1.5, key))).toBe(true);
  }
  expect(keys.some((key) => isSampled(0, key))).toBe(false);
  expect(keys.every((key) => isSampled(1, key))).toBe(true);
});

it('the hash is the same for the same text, and eight digits', () => {
  expect(hash32('a')).toBe(hash32('a'));
  expect(hashHex('')).toMatch(/^[0-9a-f]{8}$/);
  expect(new Set(Array.from({ length: 10_000 }, (_, i) => hash32(`${i}`))).size).toBe(10_000);
});
