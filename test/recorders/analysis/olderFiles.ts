import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';

/** A row as `recitation_app` wrote it. */
export interface OlderRow {
  readonly audio: { readonly path: string; readonly bytes: Uint8Array } | null;
  readonly timestamp: string;
  readonly user_id: string;
  readonly verse_ref: string;
  readonly canonical_text: string;
  readonly segments: string;
  readonly multi_model: boolean;
  readonly settings: string | null;
  readonly vad_timestamps: string | null;
}

/** The features that its files name. */
const FEATURES = {
  audio: { _type: 'Audio' },
  timestamp: { dtype: 'string', _type: 'Value' },
  user_id: { dtype: 'string', _type: 'Value' },
  verse_ref: { dtype: 'string', _type: 'Value' },
  canonical_text: { dtype: 'string', _type: 'Value' },
  segments: { dtype: 'string', _type: 'Value' },
  multi_model: { dtype: 'bool', _type: 'Value' },
  settings: { dtype: 'string', _type: 'Value' },
  vad_timestamps: { dtype: 'string', _type: 'Value' },
} as const;

type Column = keyof typeof FEATURES;

/** In which order the parts of the sound stand: pyarrow keeps that of the first row it is given, `path` and then `bytes`. */
export type AudioOrder = readonly ['path', 'bytes'] | readonly ['bytes', 'path'];

/**
 * A file as the Python system made it: everything optional, and a column in which every row has None of no type at all, as
 * `pyarrow.Table.from_pylist` infers it (looked at in files of pyarrow 25.0.1).
 */
export function olderFile(rows: readonly OlderRow[], order: AudioOrder = ['path', 'bytes']): Uint8Array {
  const columns = Object.keys(FEATURES) as Column[];
  const file = parquetWriteBuffer({
    schema: [
      { name: 'schema', num_children: columns.length },
      ...columns.flatMap((column) => elementsOf(column, rows, order)),
    ],
    columnData: columns.map((name) => ({ name, data: rows.map((row) => row[name]) })),
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features: FEATURES } }) }],
  });
  return new Uint8Array(file);
}

function elementsOf(name: Column, rows: readonly OlderRow[], order: AudioOrder): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  if (rows.every((row) => row[name] === null))
    return [{ ...optional, type: 'INT32', logical_type: { type: 'NULL' } }];
  if (name === 'multi_model') return [{ ...optional, type: 'BOOLEAN' }];
  if (name !== 'audio') return [{ ...optional, ...TEXT }];
  const parts = order.map((part): SchemaElement => {
    const type = part === 'path' ? TEXT : ({ type: 'BYTE_ARRAY' } as const);
    return { name: part, repetition_type: 'OPTIONAL', ...type };
  });
  return [{ ...optional, num_children: parts.length }, ...parts];
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
