import { encodeRow, json, table } from '@parqueue/schema';
import { expect, it } from 'vitest';
import { plainJson } from './plainJson.ts';

const cyclic: Record<string, unknown> = { a: 1 };
cyclic['self'] = cyclic;
const deep = Array.from({ length: 200 }).reduce<object>((inner) => ({ inner }), {});
const hostile = {
  get fine() {
    return 1;
  },
  get bad(): never {
    throw new Error('no');
  },
};

it.each([
  ['text', 'سلام 😀', 'سلام 😀'],
  ['plain', { a: [1, null, true, 'x'], b: {} }, { a: [1, null, true, 'x'], b: {} }],
  ['undefined', { a: undefined, b: [undefined] }, { b: [null] }],
  ['numbers', [NaN, Infinity, -0.5, 10n], ['NaN', 'Infinity', -0.5, '10']],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['no date', new Date(NaN), 'Invalid Date'],
  [
    'an error',
    new TypeError('no'),
    { name: 'TypeError', message: 'no', stack: expect.stringContaining('TypeError: no\n') },
  ],
  ['a map', new Map([['a', new Set([1])]]), { a: [1] }],
  ['bytes', new Uint8Array(3), '[3 bytes]'],
  ['an address', new URL('https://a.example/b'), 'https://a.example/b'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a function', () => 1, '[function ]'],
  ['a thing without members', Promise.resolve(), '[object Promise]'],
  ['a cycle', cyclic, { a: 1, self: '[cycle]' }],
  ['what throws', hostile, '[unreadable]'],
  ['a long text', 'x'.repeat(100_001), `${'x'.repeat(100_000)}…`],
] as const)('[ER6] %s can be logged', (_, value, expected) => {
  expect(plainJson(value)).toEqual(expected);
});

it('[ER6] whatever comes of it fits a json column', () => {
  const column = table({ name: 't', features: { j: json() }, revisions: false });
  for (const value of [cyclic, deep, hostile, new Map(), [() => 1], globalThis, Object.create(null)]) {
    expect(() => encodeRow(column, { j: plainJson(value) })).not.toThrow();
  }
});

it('[ER6] what one member hides, the others still tell', () => {
  expect(plainJson({ a: 1, b: hostile })).toEqual({ a: 1, b: '[unreadable]' });
});

it('[ER6] what is huge is told in part', () => {
  const wide = Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'x'.repeat(1000) }));
  const taken = plainJson({ wide, after: 1 }) as { wide: unknown[] };
  expect(taken.wide.length).toBeLessThan(5001);
  expect(taken.wide.at(-1)).toBe('[too much]');
  expect(JSON.stringify(taken).length).toBeLessThan(1_000_000);
});
