import { audio, string, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import type { SaidRecord } from '../store/records.ts';
import { entriesOfSaid } from './entriesOfSaid.ts';
import { foldRows } from './foldRows.ts';

const notes = table({ name: 'notes', features: { text: string() }, revisions: false });
const said = (rowId: string, values: unknown, more: Partial<SaidRecord> = {}): SaidRecord => ({
  table: 'notes',
  rowId,
  change: 0,
  at: 5,
  values,
  ...more,
});

test('[SD8] rows that fit are numbered without gaps; what does not fit, or was refused, is counted by its reason', () => {
  const { entries, drops } = entriesOfSaid(
    [notes],
    [
      said('a', { text: 'first' }),
      said('b', { no: 'such column' }),
      said('c', { text: 'dropped' }, { refused: 'before_append' }),
      said('d', { text: 'second' }),
      said('e', { text: 'of no table' }, { table: 'others' }),
      said('f', Promise.resolve({})),
    ],
  );
  expect(entries.map(({ seq, rowId, line }) => [seq, rowId, line])).toEqual([
    [0, 'a', '["first"]'],
    [1, 'd', '["second"]'],
  ]);
  expect(drops).toEqual([
    { table: 'notes', reason: 'invalid', total: 2 },
    { table: 'notes', reason: 'before_append', total: 1 },
    { table: 'others', reason: 'invalid', total: 1 },
  ]);
});

test('[SD8] changes go with their rows; one of a row that did not fit, or that does not fit itself, is none', () => {
  const { entries } = entriesOfSaid(
    [notes],
    [
      said('a', { text: 1 }),
      said('b', { text: 'before' }),
      said('a', { text: 'of none' }, { change: 1.5 }),
      said('b', { text: 2 }, { change: 2.5 }),
      said('b', { text: 'after' }, { change: 3.5 }),
    ],
  );
  expect(foldRows(notes, entries)).toMatchObject([
    { seq: 0, rowId: 'b', at: 5, cells: ['after'], folded: [3.5] },
  ]);
});

test('[R3] a clip belongs to one row, as on the page: the second that names it takes no number', () => {
  const takes = table({ name: 'takes', features: { audio: audio(), text: string() }, revisions: false });
  const take = (rowId: string, values: unknown) => ({ ...said(rowId, values), table: 'takes' });
  const { entries, drops } = entriesOfSaid(
    [takes],
    [
      take('a', { audio: { recordingId: 'one' } }),
      take('b', { audio: { recordingId: 'one', index: 0 } }),
      take('c', { audio: { recordingId: 'one', index: 1 } }),
      take('d', { audio: { recordingId: 'two' }, text: 1 }),
      take('e', { audio: { recordingId: 'two' } }),
    ],
  );
  expect(entries.map(({ seq, rowId }) => [seq, rowId])).toEqual([
    [0, 'a'],
    [1, 'c'],
    [2, 'e'],
  ]);
  expect(drops).toEqual([{ table: 'takes', reason: 'invalid', total: 2 }]);
});
