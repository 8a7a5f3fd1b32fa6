import type { FeatureSpec } from '../table/feature.ts';
import type { Features } from '../table/table.ts';

/** Physical types of Parquet (https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift). */
export type ParquetType = 'BOOLEAN' | 'INT32' | 'INT64' | 'DOUBLE' | 'BYTE_ARRAY';

/** What a value or a group means beyond its physical type. */
export type ParquetMeaning = 'text' | 'milliseconds' | 'list';

/** An element of a schema with what lies below it. */
export interface ParquetElement {
  readonly name: string;
  /** Everything is optional at every depth: `datasets` takes a declared feature only for a field that is nullable. */
  readonly repetition: 'OPTIONAL' | 'REPEATED';
  /** Absent on groups. */
  readonly type?: ParquetType;
  readonly meaning?: ParquetMeaning;
  readonly children: readonly ParquetElement[];
}

/** A column as it lies in a file. */
export interface ParquetLeaf {
  readonly path: readonly string[];
  readonly type: ParquetType;
  readonly meaning: ParquetMeaning | undefined;
  /** The greatest level at which its value, and its repetition, may be. */
  readonly maxDefinition: number;
  readonly maxRepetition: number;
}

/** The name of the root, which groups the columns. */
export const PARQUET_ROOT = 'arrow_schema';

/** The columns of a table as elements of a Parquet schema: those that parquet-wasm writes for its Arrow schema, inner names included. */
export function parquetElements(features: Features): readonly ParquetElement[] {
  return Object.entries(features).map(([name, feature]) => elementOf(name, feature));
}

function elementOf(name: string, feature: FeatureSpec): ParquetElement {
  const value = (type: ParquetType, meaning?: ParquetMeaning): ParquetElement => ({
    name,
    repetition: 'OPTIONAL',
    type,
    children: [],
    ...(meaning && { meaning }),
  });
  const group = (children: readonly ParquetElement[]): ParquetElement => ({
    name,
    repetition: 'OPTIONAL',
    children,
  });
  switch (feature.kind) {
    case 'string':
    case 'json':
      return value('BYTE_ARRAY', 'text');
    case 'int32':
      return value('INT32');
    case 'int64':
    case 'classLabel':
      return value('INT64');
    case 'float64':
      return value('DOUBLE');
    case 'bool':
      return value('BOOLEAN');
    case 'timestamp':
      return value('INT64', 'milliseconds');
    case 'list':
      return { ...group([repeated(elementOf('item', feature.of))]), meaning: 'list' };
    case 'struct':
      return group(parquetElements(feature.fields));
    case 'audio':
      return group([
        { name: 'bytes', repetition: 'OPTIONAL', type: 'BYTE_ARRAY', children: [] },
        elementOf('path', { kind: 'string' }),
      ]);
  }
}

const repeated = (element: ParquetElement): ParquetElement => ({
  name: 'list',
  repetition: 'REPEATED',
  children: [element],
});

/** The columns that hold values, in the order in which a row group has them. */
export function parquetLeaves(elements: readonly ParquetElement[]): readonly ParquetLeaf[] {
  const leaves: ParquetLeaf[] = [];
  const visit = (
    element: ParquetElement,
    above: readonly string[],
    definition: number,
    repetition: number,
  ) => {
    const path = [...above, element.name];
    // Both optional and repeated elements may be absent; only repeated ones may be there again.
    const [maxDefinition, maxRepetition] = [
      definition + 1,
      repetition + (element.repetition === 'REPEATED' ? 1 : 0),
    ];
    if (element.type !== undefined)
      leaves.push({ path, type: element.type, meaning: element.meaning, maxDefinition, maxRepetition });
    for (const child of element.children) visit(child, path, maxDefinition, maxRepetition);
  };
  for (const element of elements) visit(element, [], 0, 0);
  return leaves;
}
