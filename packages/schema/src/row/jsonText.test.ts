import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../../test/support/seeded.ts';
import { jsonText, NotJson, wellFormed } from './jsonText.ts';

describe('JSON columns', () => {
  it.each<[unknown, string]>([
    [{ b: 1, a: [true, null, 'x'] }, '{"b":1,"a":[true,null,"x"]}'],
    [{ gone: undefined, here: null }, '{"here":null}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [
      new (class Point {
        x = 1;
        #hidden = 2;
        sum() {
          return this.x + this.#hidden;
        }
      })(),
      '{"x":1}',
    ],
    [Object.assign(Object.create(null), { x: 1 }), '{"x":1}'],
    [{ toJSON: () => ({ as: 'text' }) }, '{"as":"text"}'],
    [{ toJSON: () => null }, 'null'],
    [[new Number(5), new String('x'), new Boolean(false)], '[5,"x",false]'],
    [-0, '0'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  ])('[SC9] writes %o as JSON.stringify does', (value, text) => {
    expect(jsonText(value)).toBe(text);
    expect(JSON.stringify(value)).toBe(text);
  });

  it.each<[string, unknown, string]>([
    ['NaN', { a: [1, Number.NaN] }, 'expected a JSON value at .a[1], got NaN'],
    ['an infinity', Number.NEGATIVE_INFINITY, 'expected a JSON value, got -Infinity'],
    ['undefined in an array', [undefined], 'expected a JSON value at [0], got undefined'],
    ['a hole in an array', new Array(1), 'expected a JSON value at [0], got undefined'],
    ['a function', { f: () => 1 }, 'expected a JSON value at .f, got function'],
    ['a symbol', [Symbol('s')], 'expected a JSON value at [0], got symbol'],
    ['a bigint', { n: 5n }, 'expected a JSON value at .n, got bigint 5n'],
    ['a boxed bigint', [Object(5n)], 'expected a JSON value at [0], got an object (BigInt)'],
    ['a Map', new Map(), 'expected a JSON value, got an object (Map)'],
    ['a Set', { s: new Set() }, 'expected a JSON value at .s, got an object (Set)'],
    ['bytes', new Uint8Array(2), 'expected a JSON value, got an object (Uint8Array)'],
    ['a buffer', new ArrayBuffer(2), 'expected a JSON value, got an object (ArrayBuffer)'],
    ['a promise', Promise.resolve(1), 'expected a JSON value, got an object (Promise)'],
    ['an Error', { e: new Error('x') }, 'expected a JSON value at .e, got an object (Error)'],
    ['a regular expression', /x/, 'expected a JSON value, got an object (RegExp)'],
    ['a Blob', new Blob([]), 'expected a JSON value, got an object (Blob)'],
    ['an invalid Date', [new Date(Number.NaN)], 'expected a JSON value at [0], got Date Invalid'],
    ['toJSON without a result', { toJSON: () => undefined }, 'expected a JSON value, got undefined'],
  ])('[SC9] refuses %s', (_, value, message) => {
    expect(() => jsonText(value)).toThrow(new NotJson(message));
  });

  it('[SC9] refuses a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['again'] = { cycle };
    expect(() => jsonText(cycle)).toThrow('nested deeper than 100');
  });

  it('[SC6] replaces lone surrogates in text and in keys', () => {
    expect(jsonText({ 'k\uD800': ['a\uDC00b', '🎙'] })).toBe('{"k\uFFFD":["a\uFFFDb","🎙"]}');
    expect(wellFormed('\uD83C\uDF99')).toBe('🎙');
    expect(wellFormed('\uDF99\uD83C')).toBe('\uFFFD\uFFFD');
  });

  it('[SC9] gives back any JSON value', () => {
    forSeeds(300, (random) => {
      const value = someJson(random, 4);
      expect(JSON.parse(jsonText(value))).toEqual(value);
    });
  });
});

function someJson(random: Random, depth: number): unknown {
  const kind = random.int(0, depth > 0 ? 6 : 4);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.int(-1e9, 1e9) / 8;
  if (kind <= 4) return wellFormed(random.text(8));
  if (kind === 5) return random.list(4, () => someJson(random, depth - 1));
  return Object.fromEntries(random.list(4, () => [wellFormed(random.text(4)), someJson(random, depth - 1)]));
}
