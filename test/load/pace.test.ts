import { expect, test } from 'vitest';
import { paceOf } from './pace.ts';

test('few browsers log at their real rate', () => {
  expect(paceOf({ browserCount: 5, speed: 1, shardsPerS: 40 })).toBe(1);
});

test('many browsers, and faster time, log at a lower one, so that all together send no more than they may', () => {
  const pace = paceOf({ browserCount: 1000, speed: 60, shardsPerS: 40 });
  expect(pace).toBeLessThan(0.02);
  expect(paceOf({ browserCount: 2000, speed: 60, shardsPerS: 40 })).toBeCloseTo(pace / 2);
  expect(paceOf({ browserCount: 1000, speed: 120, shardsPerS: 40 })).toBeCloseTo(pace / 2);
});
