import { describe, expect, it } from 'vitest';
import {
  audio,
  bool,
  classLabel,
  float64,
  int32,
  int64,
  json,
  list,
  string,
  struct,
  timestamp,
} from '../table/feature.ts';
import { type TableDefinition, table } from '../table/table.ts';
import { encodeChange, encodeRow } from './encodeRow.ts';
import { RowError } from './rowError.ts';

const words = table({
  name: 'words',
  features: {
    audio: audio(),
    at: timestamp(),
    user_id: string(),
    text: string(),
    count: int32(),
    total: int64(),
    score: float64(),
    done: bool(),
    device: classLabel(['CPU', 'GPU']),
    settings: json<unknown>(),
    runs: json<unknown[]>(),
    tags: list(string()),
    parts: list(struct({ ref: string(), counts: list(int32()) })),
  },
  merge: { runs: 'append' },
});
const lines = table({ name: 'lines', format: 'jsonl', features: { score: float64() }, revisions: false });

const odd = table({ name: 'odd', features: { constructor: string(), valueOf: int32() }, revisions: false });

const columns = Object.keys(words.features);
const cellOf = (column: string, value: unknown): unknown =>
  encodeRow(words, { [column]: value })[columns.indexOf(column)];
const problemOf = (row: unknown, table: TableDefinition = words): string => {
  try {
    encodeRow(table, row);
  } catch (error) {
    if (error instanceof RowError) return error.message;
    throw error;
  }
  return 'no problem';
};

describe('encodeRow', () => {
  it('[SC1] names table, column, expected type and what came', () => {
    expect(problemOf({ count: 'two' })).toBe('words.count: expected int32, got "two"');
    expect(problemOf({ done: 1 })).toBe('words.done: expected bool, got 1');
    expect(problemOf({ tags: 'a' })).toBe('words.tags: expected a list, got "a"');
    expect(problemOf({ device: 'TPU' })).toBe('words.device: expected one of "CPU", "GPU", got "TPU"');
    expect(problemOf({ text: {} })).toBe('words.text: expected string, got an object (Object)');
    expect(problemOf({ text: 'x'.repeat(99) })).toBe('no problem');
    expect(problemOf({ count: 'x'.repeat(99) })).toBe(`words.count: expected int32, got "${'x'.repeat(59)}…`);
  });

  it('[SC1] shows the way into nested columns', () => {
    expect(problemOf({ parts: [{ ref: 'a' }, { counts: [1, 2.5] }] })).toBe(
      'words.parts[1].counts[1]: expected int32, got 2.5',
    );
    expect(problemOf({ settings: { tolerance: Number.NaN } })).toBe(
      'words.settings: expected a JSON value at .tolerance, got NaN',
    );
  });

  it('[SC1] is a RowError with table, column and code', () => {
    const error = new RowError('words', 'count', 'no');
    expect(error).toMatchObject({ name: 'RowError', code: 'invalid_row', table: 'words', column: 'count' });
    expect(error).toBeInstanceOf(TypeError);
  });

  it.each([null, undefined, 5, 'row', [], () => ({})])('[SC1] refuses %o as a row', (row) => {
    expect(problemOf(row)).toMatch(/^words: expected a row, got /);
  });

  it('[SC2] refuses unknown columns and fields, and says which there are', () => {
    expect(problemOf({ score: 1, nope: 2 }, lines)).toBe('lines.nope: no such column; the table has score');
    expect(problemOf({ parts: [{ reff: 'a' }] })).toBe(
      'words.parts[0].reff: no such field; the struct has ref, counts',
    );
    expect(problemOf({ nope: undefined })).toMatch('no such column');
  });

  it('[SC2] takes any column as absent or null', () => {
    expect(encodeRow(words, {})).toEqual(columns.map(() => null));
    expect(encodeRow(words, Object.fromEntries(columns.map((column) => [column, null])))).toEqual(
      columns.map(() => null),
    );
    expect(cellOf('parts', [null, { ref: null }])).toEqual([null, [null, null]]);
  });

  it('[SC2] reads a row of a class, but nothing that every object has', () => {
    class Base {
      get text() {
        return 'from a getter';
      }
    }
    expect(encodeRow(words, new Base())[columns.indexOf('text')]).toBe('from a getter');
    expect(encodeRow(odd, {})).toEqual([null, null]);
    expect(encodeRow(odd, { constructor: 'mine', valueOf: 5 })).toEqual(['mine', 5]);
  });

  it.each(['user_id', 'row_id', 'revision'])('[SC3] refuses %s', (column) => {
    expect(problemOf({ [column]: 'x' })).toMatch(`words.${column}: is filled in`);
  });

  it('[SC4] keeps int32 within its range', () => {
    expect(cellOf('count', -(2 ** 31))).toBe(-(2 ** 31));
    expect(cellOf('count', 2 ** 31 - 1)).toBe(2 ** 31 - 1);
    expect(Object.is(cellOf('count', -0), 0)).toBe(true);
    expect(problemOf({ count: 2 ** 31 })).toBe('words.count: expected int32, got 2147483648 (out of range)');
    expect(problemOf({ count: -(2 ** 31) - 1 })).toMatch('out of range');
    for (const wrong of [1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', true, 1n]) {
      expect(problemOf({ count: wrong })).toMatch('words.count: expected int32, got ');
    }
  });

  it('[SC4] keeps int64 within its range, as a bigint beyond 2^53', () => {
    expect(cellOf('total', -(2n ** 63n))).toBe('-9223372036854775808');
    expect(cellOf('total', 2n ** 63n - 1n)).toBe('9223372036854775807');
    expect(cellOf('total', -0)).toBe('0');
    expect(cellOf('total', Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
    expect(problemOf({ total: 2n ** 63n })).toMatch('out of range');
    expect(problemOf({ total: 2 ** 53 })).toMatch('beyond 2^53 send a bigint');
    for (const wrong of [1.5, '1', {}]) expect(problemOf({ total: wrong })).toMatch('expected int64, got ');
  });

  it('[SC4] takes a bigint in int64 columns only', () => {
    for (const column of ['text', 'count', 'score', 'done', 'at', 'settings', 'device']) {
      expect(problemOf({ [column]: 5n })).toMatch(`words.${column}: expected `);
    }
  });

  it('[SC5] keeps the doubles that JSON has no number for', () => {
    expect(['NaN', 'Infinity', '-Infinity', '-0']).toEqual(
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0].map((value) =>
        cellOf('score', value),
      ),
    );
    expect(cellOf('score', 0.1)).toBe(0.1);
  });

  it('[SC5] refuses them in JSON lines', () => {
    for (const score of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(problemOf({ score }, lines)).toBe(
        `lines.score: expected a finite float64, got ${score} (JSON lines have no such number; send null)`,
      );
    }
    expect(encodeRow(lines, { score: 1.5 })).toEqual([1.5]);
  });

  it('[SC6] replaces lone surrogates in text', () => {
    expect(cellOf('text', 'a\uD800b🎙')).toBe('a\uFFFDb🎙');
    expect(cellOf('tags', ['\uDC00'])).toEqual(['\uFFFD']);
  });

  it('[SC7] keeps a time as epoch milliseconds', () => {
    expect(cellOf('at', '2026-02-03T01:50:45')).toBe(Date.UTC(2026, 1, 3, 1, 50, 45));
    expect(problemOf({ at: '2026-13-01' })).toMatch(
      'words.at: expected timestamp, got "2026-13-01" (a Date, ',
    );
  });

  it('[SC8] takes a Date in timestamp and json columns only', () => {
    const date = new Date(0);
    expect(cellOf('at', date)).toBe(0);
    expect(cellOf('settings', date)).toBe('"1970-01-01T00:00:00.000Z"');
    expect(problemOf({ text: date })).toBe(
      'words.text: expected string, got Date 1970-01-01T00:00:00.000Z (send date.toISOString())',
    );
    expect(problemOf({ count: date })).toMatch('expected int32, got Date ');
    expect(problemOf({ at: new Date(Number.NaN) })).toMatch('got Date Invalid');
  });

  it('[SC8] takes undefined for absent, except inside a list of JSON', () => {
    expect(encodeRow(words, { count: undefined })).toEqual(encodeRow(words, {}));
    expect(cellOf('settings', { a: undefined })).toBe('{}');
    expect(cellOf('tags', [undefined])).toEqual([null]);
  });

  it('takes a recording or one of its clips as audio, and nothing else', () => {
    expect(cellOf('audio', { recordingId: 'r-1', index: 2, more: 'fields' })).toEqual(['r-1', 2]);
    expect(cellOf('audio', { recordingId: 'r-1' })).toEqual(['r-1', 0]);
    for (const wrong of ['r-1', 5, {}, { recordingId: '' }, { recordingId: '../x' }, new Uint8Array(4)]) {
      expect(problemOf({ audio: wrong })).toMatch(
        'words.audio: expected a clip or a recording of this logger',
      );
    }
    for (const index of [-1, 1.5, '0', null]) {
      expect(problemOf({ audio: { recordingId: 'r-1', index } })).toMatch('words.audio: expected a clip');
    }
  });

  it('[SC10] refuses to append what is no array', () => {
    expect(problemOf({ runs: { run: 1 } })).toBe(
      'words.runs: expected a JSON array to append, got an object (Object)',
    );
    expect(problemOf({ runs: 'text' })).toMatch('expected a JSON array to append, got "text"');
    expect(problemOf({ settings: { any: 1 } })).toBe('no problem');
  });

  it('neither keeps nor changes the row', () => {
    const row = Object.freeze({ tags: Object.freeze(['a']), settings: Object.freeze({ a: 1 }) });
    const cells = encodeRow(words, row);
    expect(cells[columns.indexOf('tags')]).not.toBe(row.tags);
  });
});

describe('encodeChange', () => {
  it('gives the cells of the columns that change', () => {
    expect(encodeChange(words, { score: 2, text: null, count: undefined })).toEqual([
      [columns.indexOf('score'), 2],
      [columns.indexOf('text'), null],
    ]);
  });

  it('[SC3] leaves alone what the logger fills in', () => {
    expect(encodeChange(words, { user_id: null, row_id: null, revision: null })).toEqual([]);
    expect(() => encodeChange(words, { row_id: 'x' })).toThrow(RowError);
  });
});
