import type { FeatureSpec, TableDefinition } from '@parqueue/schema';
import type { SchemaElement } from 'hyparquet-writer';

/**
 * The Parquet schema of a table, as the elements that stand in the footer: depth first, each group before its children.
 *
 * They are those that parquet-wasm writes, names of the inner groups included, so that files of both writers lie in one folder and a
 * reader finds one type. Everything is optional at every depth: `datasets` takes a declared feature only for a field that is nullable.
 */
export function lightSchema(table: TableDefinition): SchemaElement[] {
  const columns = Object.entries(table.features);
  return [
    { name: 'arrow_schema', num_children: columns.length },
    ...columns.flatMap(([name, feature]) => elementsOf(name, feature)),
  ];
}

const TEXT = {
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
} as const;

function elementsOf(name: string, feature: FeatureSpec): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  switch (feature.kind) {
    case 'string':
    case 'json':
      return [{ ...optional, ...TEXT }];
    case 'int32':
      return [{ ...optional, type: 'INT32' }];
    case 'int64':
    case 'classLabel':
      return [{ ...optional, type: 'INT64' }];
    case 'float64':
      return [{ ...optional, type: 'DOUBLE' }];
    case 'bool':
      return [{ ...optional, type: 'BOOLEAN' }];
    case 'timestamp':
      return [
        {
          ...optional,
          type: 'INT64',
          converted_type: 'TIMESTAMP_MILLIS',
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
        },
      ];
    case 'list':
      return [
        { ...optional, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elementsOf('item', feature.of),
      ];
    case 'struct': {
      const fields = Object.entries(feature.fields);
      return [
        { ...optional, num_children: fields.length },
        ...fields.flatMap(([field, inner]) => elementsOf(field, inner)),
      ];
    }
    case 'audio':
      return [
        { ...optional, num_children: 2 },
        { name: 'bytes', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY' },
        { name: 'path', repetition_type: 'OPTIONAL', ...TEXT },
      ];
  }
}
