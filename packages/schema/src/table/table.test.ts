import { describe, expect, it } from 'vitest';
import { checkTables } from './checkTables.ts';
import type { FeatureSpec } from './feature.ts';
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
} from './feature.ts';
import { huggingfaceMetadata } from './huggingface.ts';
import { type TableOptions, table } from './table.ts';

const features = { text: string() };
const declare = (options: object): (() => unknown) => {
  const full = { name: 't', features, ...options } as TableOptions<typeof features, object>;
  return () => table(full);
};

describe('table', () => {
  it('adds row_id and revision after the columns, unless told not to', () => {
    expect(Object.entries(table({ name: 't', features }).features)).toEqual([
      ['text', { kind: 'string' }],
      ['row_id', { kind: 'string' }],
      ['revision', { kind: 'int32' }],
    ]);
    expect(Object.keys(table({ name: 't', features, revisions: false }).features)).toEqual(['text']);
  });

  it('is plain data with defaults', () => {
    const made = table({
      name: 't',
      features: { user_id: string(), text: string() },
      fill: { text: 'appendedAt' },
    });
    expect(JSON.parse(JSON.stringify(made))).toEqual({ ...made });
    expect(made).toMatchObject({
      path: 't',
      format: 'parquet',
      merge: {},
      revisions: true,
      continues: false,
    });
    expect(made.fill).toEqual({ user_id: 'identity', text: 'appendedAt' });
  });

  it.each<[string, object]>([
    ['a name is 1 to 64 of', { name: 'Runs' }],
    ['a name is 1 to 64 of', { name: '' }],
    ['a name is 1 to 64 of', { name: 'a'.repeat(65) }],
    ['path "../x" has a part that is no name', { path: '../x' }],
    ['path "a//b" has a part', { path: 'a//b' }],
    ['needs at least one column', { features: {} }],
    ['column "1st" is not 1 to 64 of', { features: { '1st': string() } }],
    ['column "a.b" is not', { features: { 'a.b': string() } }],
    ['columns Text and text differ in case only', { features: { Text: string(), text: string() } }],
    [
      'has 257 columns and fields, and may have 256',
      {
        features: {
          a: audio(),
          ...Object.fromEntries(Array.from({ length: 251 }, (_, i) => [`c${i}`, string()])),
          b: list(struct({ x: string(), y: struct({ z: list(int32()), w: string() }) })),
          d: string(),
        },
        revisions: false,
      },
    ],
    ['column row_id is added by itself', { features: { row_id: string() } }],
    ['column a is audio, which JSON lines cannot hold', { features: { a: audio() }, format: 'jsonl' }],
    ['a[] is audio; audio stands in a column of its own', { features: { a: list(audio()) } }],
    ['a.b is audio', { features: { a: struct({ b: audio() }) } }],
    ['has a class label twice', { features: { a: classLabel(['x', 'x']) } }],
    ['has no class labels', { features: { a: list(classLabel([])) } }],
    ['is a struct without fields', { features: { a: struct({}) } }],
    ['field "a.b c" is not', { features: { a: struct({ 'b c': string() }) } }],
    ['fields a.B and a.b differ in case only', { features: { a: struct({ B: string(), b: string() }) } }],
    ['merge names nope, which is no column', { merge: { nope: 'once' } }],
    ['merge: text is string; only a json or list column can be appended to', { merge: { text: 'append' } }],
    ['fill names nope, which is no column', { fill: { nope: 'appendedAt' } }],
    ['fill: text is string; audioDurationS needs float64', { fill: { text: 'audioDurationS' } }],
    [
      'fill: n is int32; appendedAt needs string or timestamp',
      { features: { n: int32() }, fill: { n: 'appendedAt' } },
    ],
    ['fill: text takes audioId, but the table has no audio', { fill: { text: 'audioId' } }],
    ['column user_id is int32; the relay fills it with a string', { features: { user_id: int32() } }],
  ])('[SC12] says: %s', (message, options) => {
    expect(declare(options)).toThrow(message);
    expect(declare(options)).toThrow(TypeError);
    expect(declare(options)).toThrow(/^table "/);
  });

  it('[SC12] takes every name that has a place in a URL, a path and a query', () => {
    expect(declare({ name: 'a' })).not.toThrow();
    expect(declare({ name: '0-x_y', path: 'logs/raw-0' })).not.toThrow();
  });
});

describe('checkTables', () => {
  const a = table({ name: 'a', features });
  const b = table({ name: 'b', features });

  it('[SC12] takes tables with folders side by side, and versions of one table', () => {
    const grown = table({ name: 'a', features: { ...features, more: int32() } });
    expect(() => checkTables([a, grown, b, table({ name: 'ab', features, continues: true })])).not.toThrow();
  });

  it.each([
    ['one of the paths logs/a and logs lies in the other', { path: 'logs/a' }, { path: 'logs' }],
    ['one of the paths x and x lies in the other', { path: 'x' }, { path: 'x' }],
    ['both continue the older files at data/*.parquet', { continues: true }, { continues: true }],
  ])('[SC12] says: %s', (message, one, other) => {
    const tables = [table({ name: 'a', features, ...one }), table({ name: 'b', features, ...other })];
    expect(() => checkTables(tables)).toThrow(message);
    expect(() => checkTables(tables)).toThrow('tables "a" and "b"');
  });

  it.each([{ path: 'x' }, { format: 'jsonl' as const }, { revisions: false }])(
    '[SC12] a version of a table keeps its place and form: %o',
    (change) => {
      expect(() => checkTables([a, table({ name: 'a', features, ...change })])).toThrow(
        /^table "a": \w+ is .* in one version and .*; give the changed table a new name$/,
      );
    },
  );
});

describe('fingerprint', () => {
  const base = {
    text: string(),
    label: classLabel(['x', 'y']),
    parts: list(struct({ a: int32(), b: float64() })),
  };
  const printOf = (changed: Readonly<Record<string, FeatureSpec>>, options: object = {}): string =>
    table({ name: 't', features: changed, ...options }).fingerprint;

  it('[SC11] stays the same for ever', () => {
    expect(printOf(base)).toBe('df9c1d8c0b2af420');
  });

  it('[SC11] depends on format, names, order and types', () => {
    const { text, label, parts } = base;
    const prints = [
      printOf(base),
      printOf(base, { revisions: false }),
      printOf({ label, text, parts }),
      printOf({ ...base, text: json<string>() }),
      printOf({ ...base, text: timestamp() }),
      printOf({ ...base, text: bool() }),
      printOf({ ...base, text: int64() }),
      printOf({ txt: text, label, parts }),
      printOf({ ...base, label: classLabel(['y', 'x']) }),
      printOf({ ...base, label: classLabel(['x', 'ÿ']) }),
      printOf({ ...base, label: classLabel(['x', '🎙']) }),
      printOf({ ...base, parts: list(struct({ b: float64(), a: int32() })) }),
      printOf({ ...base, parts: struct({ a: int32(), b: float64() }) }),
      printOf(base, { format: 'jsonl' }),
    ];
    expect(new Set(prints).size).toBe(prints.length);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/);
  });

  it('[SC11] depends on nothing else', () => {
    const others = [
      { name: 'u' },
      { path: 'p' },
      { merge: { parts: 'append' } },
      { fill: { text: 'appendedAt' } },
      { continues: true },
    ];
    for (const other of others) expect(printOf(base, other)).toBe(printOf(base));
  });
});

describe('huggingfaceMetadata', () => {
  it('[R9] spells features as datasets does, lists as one-element arrays', () => {
    const made = table({
      name: 't',
      revisions: false,
      features: {
        audio: audio(),
        at: timestamp(),
        n: int64(),
        settings: json<object>(),
        label: classLabel(['no', 'yes']),
        words: list(struct({ w: string(), t: list(float64()) })),
        meta: struct({ a: bool() }),
      },
    });
    expect(JSON.parse(huggingfaceMetadata(made))).toEqual({
      info: {
        features: {
          audio: { sampling_rate: 16000, _type: 'Audio' },
          at: { dtype: 'timestamp[ms, tz=UTC]', _type: 'Value' },
          n: { dtype: 'int64', _type: 'Value' },
          settings: { dtype: 'string', _type: 'Value' },
          label: { names: ['no', 'yes'], _type: 'ClassLabel' },
          words: [{ w: { dtype: 'string', _type: 'Value' }, t: [{ dtype: 'float64', _type: 'Value' }] }],
          meta: { a: { dtype: 'bool', _type: 'Value' } },
        },
      },
    });
  });
});
