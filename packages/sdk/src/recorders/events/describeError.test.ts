import { expect, it } from 'vitest';
import { describeError, fingerprintOf } from './describeError.ts';

it('{002.21} an error is its message, its name and where it came from, causes included', () => {
  const cause = new RangeError('too long');
  const error = new TypeError('الصوت غير موجود 🎧', { cause });
  const { message, name, traceback, fingerprint } = describeError(error);
  expect([message, name]).toEqual(['الصوت غير موجود 🎧', 'TypeError']);
  expect(traceback).toContain('describeError.test.ts');
  expect(traceback).toContain('Caused by: RangeError: too long');
  expect(fingerprint).toMatch(/^[0-9a-f]{8}$/);
});

it.each([
  ['a text', 'a text'],
  [undefined, 'undefined'],
  [null, 'null'],
  [42, '42'],
  [10n, '10'],
  [{ code: 7 }, '{"code":7}'],
  [Symbol('s'), 'Symbol(s)'],
])('what is thrown and no error is said in words: %o', (thrown, message) => {
  expect(describeError(thrown)).toMatchObject({ message });
});

it('[EV10] what cannot be read is described all the same', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(describeError(proxy).message).toBe('an error that cannot be read');
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  expect(describeError(circular).message).toBe('[object Object]');
});

it('[EV7] errors that look the same have one fingerprint, others another', () => {
  const stack = (host: string, line: number) =>
    `TypeError: x\n    at play (${host}/assets/reader.js?v=3:${line}:7)\n    at tick (${host}/assets/reader.js:90:1)`;
  const of = (message: string, host = 'https://page.example', line = 12) =>
    fingerprintOf('TypeError', message, stack(host, line));
  expect(of('block 17 of "d-7" is gone')).toBe(of('block 4 of "d-9" is gone'));
  expect(of('gone', 'http://127.0.0.1:5173')).toBe(of('gone'));
  expect(of('gone', undefined, 13)).not.toBe(of('gone'));
  expect(of('gone')).not.toBe(of('not allowed'));
});

it('a traceback without end is cut', () => {
  const error = new Error('deep');
  error.stack = 'at x (a.js:1:1)\n'.repeat(10_000);
  expect(describeError(error).traceback?.length).toBeLessThanOrEqual(8_000);
});
