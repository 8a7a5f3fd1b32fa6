import type { ParquetLeaf } from '@parqueue/schema/parquet';
import { BINARY, FALSE, I32, LIST, type ThriftField, type ThriftStruct, TRUE } from '@parqueue/schema/thrift';
import { COLUMN, STATISTICS, TYPES } from './parquetFormat.ts';
import type { ColumnFacts, ColumnStatistics } from './shardFacts.ts';
import { i32, i64, struct, structOf } from './thriftValues.ts';

/** A column where it stands in a merged file. */
export interface PlacedColumn {
  readonly column: ColumnFacts;
  readonly startByte: number;
  readonly leaf: ParquetLeaf;
}

const encoder = new TextEncoder();

/** What the footer says of a column of a row group, wherever its index stands. */
export function columnMetadata({ column, startByte, leaf }: PlacedColumn): ThriftStruct {
  const { statistics, dataOffset } = column;
  return structOf(
    [COLUMN.type, i32(TYPES[leaf.type])],
    [COLUMN.encodings, { type: LIST, value: { elementType: I32, values: [...column.encodings] } }],
    [
      COLUMN.path,
      { type: LIST, value: { elementType: BINARY, values: leaf.path.map((part) => encoder.encode(part)) } },
    ],
    [COLUMN.codec, i32(column.codec)],
    [COLUMN.valueCount, i64(column.valueCount)],
    [COLUMN.sizeBytes, i64(column.unpackedBytes)],
    [COLUMN.compressedBytes, i64(column.sizeBytes)],
    [COLUMN.dataPageOffset, i64(startByte + dataOffset)],
    dataOffset > 0 && [COLUMN.dictionaryPageOffset, i64(startByte)],
    statistics && [COLUMN.statistics, struct(statisticsOf(statistics))],
  );
}

function statisticsOf({
  nullCount,
  distinctCount,
  min,
  max,
  isMinExact,
  isMaxExact,
}: ColumnStatistics): ThriftStruct {
  return structOf(
    nullCount !== undefined && [STATISTICS.nullCount, i64(nullCount)],
    distinctCount !== undefined && [STATISTICS.distinctCount, i64(distinctCount)],
    max && [STATISTICS.max, { type: BINARY, value: max }],
    min && [STATISTICS.min, { type: BINARY, value: min }],
    isMaxExact !== undefined && [STATISTICS.isMaxExact, flag(isMaxExact)],
    isMinExact !== undefined && [STATISTICS.isMinExact, flag(isMinExact)],
  );
}

const flag = (value: boolean): ThriftField => ({ type: value ? TRUE : FALSE, value: 0 });
