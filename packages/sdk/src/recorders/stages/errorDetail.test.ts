import { expect, test } from 'vitest';
import { stageError } from './errorDetail.ts';

const at = Date.UTC(2025, 10, 27, 14, 9, 16, 123);
const circular = new Error('round');
circular.cause = circular;

test.each<[string, unknown, string | null, string | null]>([
  ['nothing', undefined, null, null],
  ['an error', new TypeError('not a number'), 'TypeError', 'not a number'],
  [
    'an error with causes',
    new Error('Loading failed', { cause: new RangeError('out of range', { cause: 'disk' }) }),
    'Error',
    'Loading failed; caused by RangeError: out of range; caused by string: disk',
  ],
  ['an error without words', new RangeError(), 'RangeError', 'RangeError'],
  ['text', 'just text', 'string', 'just text'],
  ['null', null, 'null', 'null'],
  ['an object without text', Object.create(null), 'object', '[unreadable]'],
])(
  '{001.15} {001.24} %s that was thrown is told by name, words and causes',
  (_name, thrown, type, detail) => {
    expect(stageError(at, 'Failed', thrown)).toEqual({
      timestamp: '2025-11-27T14:09:16.123Z',
      message: 'Failed',
      exception_type: type,
      exception_detail: detail,
    });
  },
);

test('a circle of causes ends', () => {
  expect(stageError(at, 'Failed', circular).exception_detail?.split('caused by')).toHaveLength(9);
});
