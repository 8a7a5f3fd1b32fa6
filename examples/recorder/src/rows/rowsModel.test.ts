import { expect, it } from 'vitest';
import { createMemoryStorage } from '../../test/memoryStorage.ts';
import { createTextStorage } from '../textStorage.ts';
import { type RowEntry, stateFromLogger } from './rowEntry.ts';
import { createRowsModel } from './rowsModel.ts';
import { createStoredRows, parseRows } from './storedRows.ts';

const PLACE = { commit: 'a'.repeat(40), path: 'data/recitation/x.parquet' };
const entry = (rowId: string, state: RowEntry['state'] = { kind: 'saving' }): RowEntry => ({
  rowId,
  verseRef: '1:1',
  canonicalText: '',
  durationS: 4.2,
  savedAt: 1,
  state,
});

it('the list survives a reload, newest first', () => {
  const storage = createMemoryStorage();
  const before = createRowsModel(createStoredRows(storage));
  before.add(entry('a'));
  before.add(entry('b'));
  before.advance(['a'], { kind: 'committed', ...PLACE });
  const after = createRowsModel(createStoredRows(storage));
  expect(after.entries()).toEqual([entry('b'), entry('a', { kind: 'committed', ...PLACE })]);
});

it('late news never takes a row back', () => {
  const rows = createRowsModel(createStoredRows(createMemoryStorage()));
  rows.add(entry('a'));
  rows.advance(['a'], { kind: 'accepted' });
  rows.advance(['a'], { kind: 'stored' });
  expect(rows.entries()[0]?.state).toEqual({ kind: 'accepted' });
});

it('tells of news only', () => {
  const rows = createRowsModel(createStoredRows(createMemoryStorage()));
  rows.add(entry('a'));
  let changeCount = 0;
  rows.onChange(() => changeCount++);
  rows.advance(['a'], { kind: 'saving' });
  rows.advance(['other'], { kind: 'accepted' });
  expect(changeCount).toBe(0);
  rows.advance(['a'], { kind: 'stored' });
  expect(changeCount).toBe(1);
});

it('goes on without a storage that is full or forbidden', () => {
  const refuse = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const rows = createRowsModel(
    createStoredRows(createTextStorage(() => ({ getItem: refuse, setItem: refuse }))),
  );
  rows.add(entry('a'));
  expect(rows.entries()).toEqual([entry('a')]);
});

it.each([undefined, '', '{', '7', '{"a":1}', '[null,7,{"rowId":"a"}]'])('reads nothing from %j', (text) => {
  expect(parseRows(text)).toEqual([]);
});

it('remembers where the sound of a row is', () => {
  const heard = { ...entry('a'), clip: { recordingId: 'r', index: 1 } };
  expect(parseRows(JSON.stringify([heard, { ...heard, clip: 'r' }]))).toEqual([heard]);
});

it('leaves out what is no entry, and keeps its neighbours', () => {
  const half = { ...entry('b'), state: { kind: 'committed', commit: 'x' } };
  expect(parseRows(JSON.stringify([entry('a'), half]))).toEqual([entry('a')]);
});

it.each([
  [{ kind: 'waiting' }, { kind: 'saving' }, { kind: 'stored' }],
  [{ kind: 'waiting' }, { kind: 'accepted' }, { kind: 'accepted' }],
  [{ kind: 'committed', ...PLACE }, { kind: 'stored' }, { kind: 'committed', ...PLACE }],
  [{ kind: 'dead', reason: 'too big' }, { kind: 'stored' }, { kind: 'failed', reason: 'too big' }],
  [{ kind: 'unknown' }, { kind: 'committed', ...PLACE }, { kind: 'committed', ...PLACE }],
] as const)('the answer %o makes %o into %o', (answer, known, state) => {
  expect(stateFromLogger(answer, known)).toEqual(state);
});

it('a row that the device no longer knows has failed, and says so', () => {
  expect(stateFromLogger({ kind: 'unknown' }, { kind: 'stored' })).toMatchObject({ kind: 'failed' });
});
