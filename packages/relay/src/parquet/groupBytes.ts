import type { ParquetLeaf } from '@parqueue/schema/parquet';
import {
  BINARY,
  FALSE,
  I16,
  I32,
  LIST,
  type ThriftField,
  type ThriftStruct,
  TRUE,
  writeThrift,
} from '@parqueue/schema/thrift';
import { CHUNK, COLUMN, GROUP, STATISTICS, TYPES } from './parquetFormat.ts';
import type { ColumnFacts, ColumnStatistics, GroupFacts } from './shardFacts.ts';
import { i32, i64, struct, structList, structOf } from './thriftValues.ts';

/** A column where it stands in a merged file. */
export interface PlacedColumn {
  readonly column: ColumnFacts;
  readonly startByte: number;
}

/** Where the index of a column's pages stands. */
export interface IndexPlace {
  readonly startByte: number;
  readonly sizeBytes: number;
}

export interface GroupParts {
  readonly columns: readonly PlacedColumn[];
  readonly leaves: readonly ParquetLeaf[];
  readonly ordinal: number;
  readonly placeOfIndex: (placed: PlacedColumn) => IndexPlace | undefined;
}

const encoder = new TextEncoder();

/** What the footer says of a row group. */
export function groupBytes(
  facts: GroupFacts,
  { columns, leaves, ordinal, placeOfIndex }: GroupParts,
): Uint8Array {
  const chunks = columns.map((placed, i) => {
    const index = placeOfIndex(placed);
    return structOf(
      [CHUNK.fileOffset, i64(0)],
      [CHUNK.metadata, struct(metadataOf(placed, leaves[i] as ParquetLeaf))],
      index && [CHUNK.offsetIndexOffset, i64(index.startByte)],
      index && [CHUNK.offsetIndexBytes, i32(index.sizeBytes)],
    );
  });
  const sumOf = (of: (column: ColumnFacts) => number) =>
    columns.reduce((sum, { column }) => sum + of(column), 0);
  return writeThrift(
    structOf(
      [GROUP.columns, structList(chunks)],
      [GROUP.sizeBytes, i64(sumOf(({ unpackedBytes }) => unpackedBytes))],
      [GROUP.rowCount, i64(facts.rowCount)],
      [GROUP.fileOffset, i64(columns[0]?.startByte ?? 0)],
      [GROUP.compressedBytes, i64(sumOf(({ sizeBytes }) => sizeBytes))],
      [GROUP.ordinal, { type: I16, value: ordinal }],
    ),
  );
}

function metadataOf({ column, startByte }: PlacedColumn, leaf: ParquetLeaf): ThriftStruct {
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
