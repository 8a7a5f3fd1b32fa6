import { describe, expect, it } from 'vitest';
import { describeError } from './describeError.ts';

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('no');
    },
  },
);
const cyclic: { cause?: unknown } & Error = new Error('round');
cyclic.cause = cyclic;

describe('[ER2] {003.06} type and message', () => {
  it.each([
    ['an error', new TypeError('no title'), 'TypeError', 'no title'],
    ['an error without a message', new RangeError(), 'RangeError', 'RangeError'],
    ['a named one', Object.assign(new Error('m'), { name: 'QuotaError' }), 'QuotaError', 'm'],
    ['one of the platform', new DOMException('gone', 'AbortError'), 'AbortError', 'gone'],
    ['a text', 'انقطع البث', 'Message', 'انقطع البث'],
    ['a number', 404, 'number', '404'],
    ['nothing', undefined, 'undefined', 'undefined'],
    ['null', null, 'object', 'null'],
    ['an object', { code: 4 }, 'Object', '{"code":4}'],
    ['an object with a message', { message: 'm', name: 'N' }, 'N', 'm'],
    ['what cannot be read', hostile, 'object', '[unreadable]'],
  ])('%s', (_, thrown, type, message) => {
    expect(describeError(thrown)).toMatchObject({ type, message });
  });
});

it('[ER2] a stack tells its causes and what is gathered in it', () => {
  const cause = new Error('refused', { cause: 'port 1935' });
  const thrown = new AggregateError([new TypeError('one'), 'text'], 'all failed', { cause });
  const { stack = '' } = describeError(thrown);
  const heads = stack.split('\n').filter((line) => !/^\s+at /.test(line));
  expect(heads).toEqual([
    'AggregateError: all failed',
    'Caused by: Error: refused',
    'Caused by: port 1935',
    'Gathered: TypeError: one',
  ]);
  expect(stack).toMatch(/\n\s+at .*describeError\.test\.ts:\d+/);
});

it('[ER2] a stack that does not name its error gets its name', () => {
  const thrown = { name: 'TypeError', message: 'no', stack: 'play@https://a.example/b.js:1:2\n' };
  expect(describeError(thrown).stack).toBe('TypeError: no\nplay@https://a.example/b.js:1:2');
});

it.each([
  ['a text', 'text'],
  ['a number', 42],
  ['an object', { code: 4 }],
  ['what cannot be read', hostile],
])('[ER2] %s has no stack', (_, thrown) => {
  expect(describeError(thrown).stack).toBeUndefined();
});

it('[ER2] a cycle of causes ends, and a huge stack is cut', () => {
  expect(describeError(cyclic).stack?.match(/round/g)).toHaveLength(1);
  const huge = Object.assign(new Error('m'), { stack: `Error: m\n${'x'.repeat(1e6)}` });
  expect(describeError(huge).stack).toHaveLength(50_000);
});
