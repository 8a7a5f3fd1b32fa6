import type { FeatureSpec, TableDefinition } from '@parqueue/schema';
import { UnfitCell } from '@parqueue/schema/file';
import { type Data, type DataType, makeData, RecordBatch, type Schema, Struct } from 'apache-arrow';
import { columnData } from './columnData.ts';
import type { RowGroup } from './rowGroups.ts';
import { ShardWriterError } from './shardWriterError.ts';

/**
 * The Arrow record batch of a row group.
 *
 * @throws {ShardWriterError} `unfit`, naming table and column.
 */
export function recordBatchOf(table: TableDefinition, schema: Schema, group: RowGroup): RecordBatch {
  const children = Object.entries(table.features).map(([column, feature], i) =>
    dataOf(`${table.name}.${column}`, feature, schema.fields[i]?.type as DataType, group.cells(i)),
  );
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length: group.rowCount, nullCount: 0, children }));
}

function dataOf(place: string, feature: FeatureSpec, type: DataType, cells: readonly unknown[]): Data {
  try {
    return columnData(feature, type, cells);
  } catch (error) {
    if (!(error instanceof UnfitCell)) throw error;
    throw new ShardWriterError('unfit', `${place}: ${error.message}`, { cause: error });
  }
}
