import { json, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import { fakeDoor } from '../../testing/fakeDoor.ts';
import { plainData, plainRecord } from './plainData.ts';

const circular: Record<string, unknown> = { a: 1 };
circular['self'] = circular;
const unreadable = Object.defineProperty({}, 'x', {
  enumerable: true,
  get: () => {
    throw new Error('no');
  },
});

test.each<[string, unknown, unknown]>([
  ['plain values', { a: [1, 'ب', true, null], b: { c: 2 } }, { a: [1, 'ب', true, null], b: { c: 2 } }],
  ['numbers that JSON has not', [Number.NaN, Infinity, -Infinity], ['NaN', 'Infinity', '-Infinity']],
  ['bigint', { n: 2n ** 70n }, { n: '1180591620717411303424' }],
  ['functions and symbols', [() => {}, Symbol('s')], ['[function]', 'Symbol(s)']],
  ['undefined', { a: undefined, b: [undefined] }, { a: undefined, b: [null] }],
  ['dates', [new Date(0), new Date(Number.NaN)], ['1970-01-01T00:00:00.000Z', 'Invalid Date']],
  ['errors', new TypeError('wrong'), { name: 'TypeError', message: 'wrong' }],
  [
    'bytes',
    [new Uint8Array(3), new ArrayBuffer(4), new Blob(['ab'])],
    ['[3 bytes]', '[4 bytes]', '[2 bytes]'],
  ],
  ['maps and sets', { m: new Map([['k', 1]]), s: new Set([1, 2]) }, { m: { k: 1 }, s: [1, 2] }],
  ['addresses', new URL('https://a.example/x'), 'https://a.example/x'],
  ['cycles', circular, { a: 1, self: '[circular]' }],
  ['members that throw', { unreadable }, { unreadable: '[unreadable]' }],
])('%s become what a JSON column takes', (_name, value, expected) => {
  expect(plainData(value)).toEqual(expected);
  const door = fakeDoor(table({ name: 'any', features: { data: json<unknown>() } }));
  door.append({ data: plainData(value) });
  expect(door.refusals).toEqual([]);
});

test('what is nested without end is cut', () => {
  let nested: unknown = 'bottom';
  for (let i = 0; i < 500; i++) nested = [nested];
  const door = fakeDoor(table({ name: 'any', features: { data: json<unknown>() } }));
  door.append({ data: plainData(nested) });
  expect(door.refusals).toEqual([]);
  expect(JSON.stringify(plainData(nested))).toContain('[too deep]');
});

test('what is no record is one with a value', () => {
  expect(plainRecord({ a: 1 })).toEqual({ a: 1 });
  expect(plainRecord([1] as never)).toEqual({ value: [1] });
});
