import {
  Binary,
  type DataType,
  Field,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { alignment, recitation, recitationError } from '../presets/index.ts';
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
import { HUGGINGFACE_KEY } from '../table/huggingface.ts';
import { table } from '../table/table.ts';
import { arrowSchema } from './arrowSchema.ts';

const everything = table({
  name: 'everything',
  features: {
    audio: audio(),
    at: timestamp(),
    text: string(),
    count: int32(),
    total: int64(),
    score: float64(),
    done: bool(),
    settings: json<object>(),
    label: classLabel(['no', 'yes']),
    tags: list(string()),
    labels: list(classLabel(['a'])),
    words: list(struct({ w: string(), times: list(timestamp()) })),
    meta: struct({ a: int64(), b: struct({ c: bool() }) }),
  },
});

describe('arrowSchema', () => {
  it('[R9] gives datasets every feature as declared', () => {
    expect(featuresFromArrow(arrowSchema(everything))).toEqual({
      audio: 'Audio(16000)',
      at: 'timestamp[ms, tz=UTC]',
      text: 'string',
      count: 'int32',
      total: 'int64',
      score: 'float64',
      done: 'bool',
      settings: 'string',
      label: 'ClassLabel(no,yes)',
      tags: 'list<string>',
      labels: 'list<ClassLabel(a)>',
      words: 'list<{w: string, times: list<timestamp[ms, tz=UTC]>}>',
      meta: '{a: int64, b: {c: bool}}',
      row_id: 'string',
      revision: 'int32',
    });
  });

  it.each([recitation, alignment])('[R9] keeps the audio of $name as audio', (preset) => {
    expect(featuresFromArrow(arrowSchema(preset))['audio']).toBe('Audio(16000)');
  });

  it('[R9] the reader of this test tells audio from a struct that only looks like it', () => {
    const metadata = arrowSchema(recitation).metadata;
    const asAudio = (type: DataType, nullable = true): string | undefined =>
      featuresFromArrow(new Schema([new Field('audio', type, nullable)], metadata))['audio'];
    const bytes = new Field('bytes', new Binary(), true);
    const path = new Field('path', new Utf8(), true);
    expect(asAudio(new Struct([bytes, path]))).toBe('Audio(16000)');
    expect(asAudio(new Struct([bytes, path]), false)).toBe('{bytes: binary, path: string}');
    expect(asAudio(new Struct([path, bytes]))).toBe('{path: string, bytes: binary}');
    expect(asAudio(new Struct([new Field('bytes', new Binary(), false), path]))).not.toBe('Audio(16000)');
  });

  it('[R9] survives the way into a file', () => {
    const schema = arrowSchema(everything);
    const read = tableFromIPC(tableToIPC(new Table(schema), 'stream')).schema;
    expect(read.metadata.get(HUGGINGFACE_KEY)).toBe(schema.metadata.get(HUGGINGFACE_KEY));
    expect(featuresFromArrow(read)).toEqual(featuresFromArrow(schema));
  });

  it('[SC12] refuses a JSON lines table', () => {
    expect(() => arrowSchema(recitationError)).toThrow(
      'table "recitation_error": a jsonl table has no Arrow schema',
    );
  });
});

/*
 * How `datasets` finds features, written anew from its documentation of Features.from_arrow_schema: a feature of the metadata counts if
 * the Arrow field it stands for equals the file's field, in type and nullability at every depth. Otherwise it is made from the file's type.
 */

interface HubFeature {
  readonly _type?: string;
  readonly dtype?: string;
  readonly sampling_rate?: number;
  readonly names?: readonly string[];
}

function featuresFromArrow(schema: Schema): Record<string, string> {
  const text = schema.metadata.get(HUGGINGFACE_KEY) ?? '{"info":{"features":{}}}';
  const declared = (JSON.parse(text) as { info: { features: Record<string, unknown> } }).info.features;
  return Object.fromEntries(
    schema.fields.map((field) => {
      const feature = declared[field.name];
      const isExact = feature !== undefined && `${storageOf(feature)}?` === shapeOf(field);
      return [field.name, isExact ? nameOf(feature) : plainOf(field.type)];
    }),
  );
}

/** The Arrow type that a feature of the metadata stands for; `?` marks what is nullable. */
function storageOf(feature: unknown): string {
  if (Array.isArray(feature)) return `list<${storageOf(feature[0])}?>`;
  const { _type, dtype } = feature as HubFeature;
  if (_type === 'Value') return dtype as string;
  if (_type === 'Audio') return '{bytes: binary?, path: string?}';
  if (_type === 'ClassLabel') return 'int64';
  const fields = Object.entries(feature as object);
  return `{${fields.map(([name, inner]) => `${name}: ${storageOf(inner)}?`).join(', ')}}`;
}

function nameOf(feature: unknown): string {
  if (Array.isArray(feature)) return `list<${nameOf(feature[0])}>`;
  const { _type, dtype, sampling_rate, names } = feature as HubFeature;
  if (_type === 'Value') return dtype as string;
  if (_type === 'Audio') return `Audio(${sampling_rate})`;
  if (_type === 'ClassLabel') return `ClassLabel(${names})`;
  const fields = Object.entries(feature as object);
  return `{${fields.map(([name, inner]) => `${name}: ${nameOf(inner)}`).join(', ')}}`;
}

const shapeOf = (field: Field): string => `${arrowName(field.type, shapeOf)}${field.nullable ? '?' : ''}`;

const plainOf = (type: DataType): string => arrowName(type, (field) => plainOf(field.type));

const SCALARS: Readonly<Record<string, string>> = {
  Utf8: 'string',
  Binary: 'binary',
  Bool: 'bool',
  Int32: 'int32',
  Int64: 'int64',
  Float64: 'float64',
  'Timestamp<MILLISECOND, UTC>': 'timestamp[ms, tz=UTC]',
};

function arrowName(type: DataType, inner: (field: Field) => string): string {
  const children = (type.children ?? []) as Field[];
  const kind = String(type);
  if (kind.startsWith('List<')) return `list<${inner(children[0] as Field)}>`;
  if (kind.startsWith('Struct<'))
    return `{${children.map((field) => `${field.name}: ${inner(field)}`).join(', ')}}`;
  const name = SCALARS[kind];
  if (name === undefined) throw new Error(`datasets would not expect ${kind}`);
  return name;
}
