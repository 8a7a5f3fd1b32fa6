import { I16, type ThriftField, writeThrift } from '@parqueue/schema/thrift';
import { type PackedGroup, unpackPieces } from './packedGroup.ts';
import { CHUNK, GROUP } from './parquetFormat.ts';
import { i32, i64, struct, structList, structOf } from './thriftValues.ts';

export interface GroupPlace {
  readonly ordinal: number;
  /** Where the first of its indexes stands; undefined where the file has none. */
  readonly indexesStart: number | undefined;
}

/** What the footer says of a row group. */
export function groupBytes(group: PackedGroup, { ordinal, indexesStart }: GroupPlace): Uint8Array {
  const chunks = unpackPieces(group.metadata).map((metadata, i) =>
    structOf(
      [CHUNK.fileOffset, i64(0)],
      [CHUNK.metadata, struct(metadata)],
      ...indexFields(group, i, indexesStart),
    ),
  );
  return writeThrift(
    structOf(
      [GROUP.columns, structList(chunks)],
      [GROUP.sizeBytes, i64(group.unpackedBytes)],
      [GROUP.rowCount, i64(group.rowCount)],
      [GROUP.fileOffset, i64(group.startByte)],
      [GROUP.compressedBytes, i64(group.sizeBytes)],
      [GROUP.ordinal, { type: I16, value: ordinal }],
    ),
  );
}

type Field = readonly [id: number, field: ThriftField];

function indexFields(
  { indexes }: PackedGroup,
  column: number,
  indexesStart: number | undefined,
): readonly Field[] {
  if (indexes === undefined || indexesStart === undefined) return [];
  const before = indexes.lengths.subarray(0, column).reduce((sum, length) => sum + length, 0);
  return [
    [CHUNK.offsetIndexOffset, i64(indexesStart + before)],
    [CHUNK.offsetIndexBytes, i32(indexes.lengths[column] ?? 0)],
  ];
}
