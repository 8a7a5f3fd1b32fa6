import { expect, test } from 'vitest';
import { plainRecord } from './plainRecord.ts';

test.each<[string, unknown, unknown]>([
  ['a record', { a: [1], b: Number.NaN }, { a: [1], b: 'NaN' }],
  ['a list', [1], { value: [1] }],
  ['nothing', null, { value: null }],
  ['words', 'words', { value: 'words' }],
])('%s is values by name', (_name, given, expected) => {
  expect(plainRecord(given as never)).toEqual(expected);
});
