import { I16, type ThriftField, writeThrift } from '@parqueue/schema/thrift';
import type { PackedGroup, PackedGroups, PackedIndexes } from './packedGroups.ts';
import { CHUNK, GROUP } from './parquetFormat.ts';
import { i32, i64, struct, structList, structOf } from './thriftValues.ts';

/** The indexes of a file and where the first of them stands in it; undefined where it has none. */
export type PlacedIndexes = { readonly indexes: PackedIndexes; readonly startByte: number } | undefined;

/** What the footer says of the row group of this rank. */
export function groupBytes(packed: PackedGroups, rank: number, placed: PlacedIndexes): Uint8Array {
  const { columnCount } = packed;
  const group = packed.groups[rank] as PackedGroup;
  const chunks = Array.from({ length: columnCount }, (_, column) =>
    structOf(
      [CHUNK.fileOffset, i64(0)],
      [CHUNK.metadata, struct(packed.metadata(rank, column))],
      ...indexFields(placed, rank, column),
    ),
  );
  return writeThrift(
    structOf(
      [GROUP.columns, structList(chunks)],
      [GROUP.sizeBytes, i64(group.unpackedBytes)],
      [GROUP.rowCount, i64(group.rowCount)],
      [GROUP.fileOffset, i64(group.startByte)],
      [GROUP.compressedBytes, i64(group.sizeBytes)],
      [GROUP.ordinal, { type: I16, value: rank }],
    ),
  );
}

type Field = readonly [id: number, field: ThriftField];

function indexFields(placed: PlacedIndexes, rank: number, column: number): readonly Field[] {
  if (placed === undefined) return [];
  const { startByte, sizeBytes } = placed.indexes.placeOf(rank, column);
  return [
    [CHUNK.offsetIndexOffset, i64(placed.startByte + startByte)],
    [CHUNK.offsetIndexBytes, i32(sizeBytes)],
  ];
}
