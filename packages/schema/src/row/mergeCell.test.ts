import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../../test/support/seeded.ts';
import { json, list, string } from '../table/feature.ts';
import { jsonText } from './jsonText.ts';
import { mergeCell } from './mergeCell.ts';

describe('mergeCell', () => {
  it('[SC10] replaces, also by null', () => {
    expect(mergeCell(string(), 'replace', 'a', 'b')).toBe('b');
    expect(mergeCell(string(), 'replace', 'a', null)).toBe(null);
  });

  it('[SC10] sets once', () => {
    expect(mergeCell(string(), 'once', null, 'a')).toBe('a');
    expect(mergeCell(string(), 'once', 'a', 'b')).toBe('a');
    expect(mergeCell(string(), 'once', 'a', null)).toBe('a');
    expect(mergeCell(string(), 'once', '', 'b')).toBe('');
  });

  it('[SC10] appends to JSON arrays', () => {
    forSeeds(100, (random) => {
      const [a, b] = [
        random.list(3, () => [random.int(0, 9), '],[']),
        random.list(3, () => ({ n: random.int(0, 9) })),
      ];
      const merged = mergeCell(json<unknown[]>(), 'append', jsonText(a), jsonText(b));
      expect(JSON.parse(merged as string)).toEqual([...a, ...b]);
    });
  });

  it('[SC10] appends to lists', () => {
    expect(mergeCell(list(string()), 'append', ['a'], ['b', null])).toEqual(['a', 'b', null]);
  });

  it('[SC10] appends to nothing, and nothing', () => {
    expect(mergeCell(json<unknown[]>(), 'append', null, '[1]')).toBe('[1]');
    expect(mergeCell(json<unknown[]>(), 'append', '[1]', null)).toBe('[1]');
    expect(mergeCell(json<unknown[]>(), 'append', null, null)).toBe(null);
  });
});
