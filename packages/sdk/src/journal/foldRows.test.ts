import { json, list, string, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../store/records.ts';
import { foldRows } from './foldRows.ts';

const rows = table({
  name: 'rows',
  revisions: false,
  features: { text: string(), once: string(), runs: json<number[]>(), tags: list(string()) },
  merge: { once: 'once', runs: 'append', tags: 'append' },
});

const entry = (seq: number, change: number, cells: unknown): JournalEntry => ({
  table: 'rows',
  seq,
  change,
  rowId: `row-${seq}`,
  at: seq,
  line: JSON.stringify(cells),
});

const entries = [
  entry(0, 0, ['a', null, '[1]', ['x']]),
  entry(0, 10.5, [
    [0, 'b'],
    [1, 'first'],
    [2, '[2,3]'],
    [3, ['y']],
  ]),
  entry(0, 11.25, [
    [1, 'second'],
    [2, '[]'],
    [0, 'c'],
  ]),
  entry(1, 0, ['z', null, null, null]),
  entry(1, 12, [[2, '[9]']]),
  entry(2, 0, ['alone']),
];

const row = (seq: number, cells: unknown, changes: readonly number[]) => ({
  seq,
  rowId: `row-${seq}`,
  at: seq,
  cells,
  line: JSON.stringify(cells),
  folded: changes,
});

const folded = [
  row(0, ['c', 'first', '[1,2,3]', ['x', 'y']], [10.5, 11.25]),
  row(1, ['z', null, '[9]', null], [12]),
  row(2, ['alone'], []),
];

test('[SC10] changes fold by the merge policies, in the order of their numbers', () => {
  expect(foldRows(rows, entries)).toEqual(folded);
});

test('[R3] entries may come in any order and any number of times', () => {
  for (let seed = 1; seed <= 200; seed++) {
    let state = seed;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const shuffled = [...entries, ...entries.filter(() => random() < 0.5)]
      .map((one) => ({ one, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
    expect(foldRows(rows, shuffled), `seed ${seed}`).toEqual(folded);
  }
});

test('a change without its row gives no row', () => {
  expect(foldRows(rows, [entry(5, 3, [[0, 'lonely']])])).toEqual([]);
});
