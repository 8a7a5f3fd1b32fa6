import {
  PARQUET_ROOT,
  type ParquetElement,
  type ParquetMeaning,
  type ParquetType,
  parquetElements,
} from '../parquet/parquetSchema.ts';
import type { TableDefinition } from '../table/table.ts';

/** An element of a schema as hyparquet-writer takes it. */
export interface LightElement {
  readonly name: string;
  readonly repetition_type?: ParquetElement['repetition'];
  readonly type?: ParquetType;
  readonly num_children?: number;
  readonly converted_type?: 'UTF8' | 'TIMESTAMP_MILLIS' | 'LIST';
  readonly logical_type?:
    | { readonly type: 'STRING' | 'LIST' }
    | { readonly type: 'TIMESTAMP'; readonly isAdjustedToUTC: boolean; readonly unit: 'MILLIS' };
}

/**
 * The Parquet schema of a table, as the elements that stand in the footer: depth first, each group before its children. They are those that
 * parquet-wasm writes, so that files of both writers lie in one folder and a reader finds one type.
 */
export function lightSchema(table: TableDefinition): LightElement[] {
  const columns = parquetElements(table.features);
  return [{ name: PARQUET_ROOT, num_children: columns.length }, ...columns.flatMap(withChildren)];
}

function withChildren({ name, repetition, type, meaning, children }: ParquetElement): LightElement[] {
  const element: LightElement = {
    name,
    repetition_type: repetition,
    ...(type && { type }),
    ...(children.length > 0 && { num_children: children.length }),
    ...(meaning && MEANINGS[meaning]),
  };
  return [element, ...children.flatMap(withChildren)];
}

/** The older and the newer way to say it. */
const MEANINGS: Readonly<Record<ParquetMeaning, Partial<LightElement>>> = {
  text: { converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  milliseconds: {
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  list: { converted_type: 'LIST', logical_type: { type: 'LIST' } },
};
