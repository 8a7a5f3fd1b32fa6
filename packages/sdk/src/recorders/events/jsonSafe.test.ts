import { encodeColumn } from '@parqueue/schema';
import { metricsEvent } from '@parqueue/schema/presets';
import { expect, it } from 'vitest';
import { jsonSafe } from './jsonSafe.ts';

class Player {
  speed = 1;
}
const circular: Record<string, unknown> = { name: 'loop' };
circular['self'] = circular;

it.each([
  [{ a: [1, 'x', null, true] }, { a: [1, 'x', null, true] }],
  [{ gone: undefined }, {}],
  [Number.NaN, 'NaN'],
  [10n, '10'],
  [Symbol('s'), 'Symbol(s)'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Date(Number.NaN), 'Invalid Date'],
  [new Map([[1, 2]]), '[object Map]'],
  [new Player(), '[object Object]'],
  [() => 1, '[function ]'],
  [circular, { name: 'loop', self: '[circular]' }],
])('[EV10] %o is taken by a json column, as %o', (value, expected) => {
  expect(jsonSafe(value)).toEqual(expected);
  expect(() => encodeColumn(metricsEvent, 'data', jsonSafe(value))).not.toThrow();
});

it('[EV10] what throws when it is read is said to', () => {
  const trap = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  expect(jsonSafe(trap)).toBe('[unreadable]');
});

it('what is deep or long without end is cut', () => {
  let deep: unknown = 1;
  for (let i = 0; i < 1000; i++) deep = { deep };
  expect(JSON.stringify(jsonSafe(deep)).length).toBeLessThan(100);
  expect(jsonSafe(Array.from({ length: 10_000 }, () => 0))).toHaveLength(100);
});
