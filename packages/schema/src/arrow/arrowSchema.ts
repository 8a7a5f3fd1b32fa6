import {
  Binary,
  Bool,
  type DataType,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import type { FeatureSpec } from '../table/feature.ts';
import { HUGGINGFACE_KEY, huggingfaceMetadata } from '../table/huggingface.ts';
import type { TableDefinition } from '../table/table.ts';

/**
 * The Arrow schema of a Parquet table's files, with the features as metadata.
 *
 * `datasets` takes a feature from the metadata only if the Arrow field it stands for equals the file's field in type and nullability
 * (`Features.from_arrow_schema` in
 * https://github.com/huggingface/datasets/blob/main/src/datasets/features/features.py); otherwise Audio silently becomes a struct. Hence:
 * everything is nullable, at every depth; audio is `struct<bytes: binary, path: string>` in that order; no large or dictionary types.
 *
 * @throws {TypeError} for a JSON lines table, which has no Arrow form.
 */
export function arrowSchema(table: TableDefinition): Schema {
  if (table.format !== 'parquet') {
    throw new TypeError(`table ${JSON.stringify(table.name)}: a ${table.format} table has no Arrow schema`);
  }
  return new Schema(fieldsOf(table.features), new Map([[HUGGINGFACE_KEY, huggingfaceMetadata(table)]]));
}

/** The Arrow type of a feature, as `datasets` writes it. */
export function arrowType(feature: FeatureSpec): DataType {
  switch (feature.kind) {
    case 'string':
    case 'json':
      return new Utf8();
    case 'bool':
      return new Bool();
    case 'int32':
      return new Int32();
    case 'int64':
    case 'classLabel':
      return new Int64();
    case 'float64':
      return new Float64();
    case 'timestamp':
      return new TimestampMillisecond('UTC');
    case 'audio':
      return new Struct([nullable('bytes', new Binary()), nullable('path', new Utf8())]);
    case 'list':
      return new List(nullable('item', arrowType(feature.of)));
    case 'struct':
      return new Struct(fieldsOf(feature.fields));
  }
}

const fieldsOf = (features: Readonly<Record<string, FeatureSpec>>): Field[] =>
  Object.entries(features).map(([name, feature]) => nullable(name, arrowType(feature)));

const nullable = (name: string, type: DataType): Field => new Field(name, type, true);
