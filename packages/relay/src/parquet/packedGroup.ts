import type { ParquetLeaf } from '@parqueue/schema/parquet';
import { writeThrift } from '@parqueue/schema/thrift';
import { columnMetadata } from './columnMetadata.ts';
import { joinBytes } from './joinBytes.ts';
import { pageLocations } from './pageLocations.ts';
import type { GroupFacts } from './shardFacts.ts';

/** Byte strings of a group's columns, one behind the other. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly lengths: Uint32Array;
}

/** What a footer says of a row group, but for where its indexes stand: in two buffers, since a file has a thousand of them. */
export interface PackedGroup {
  readonly rowCount: number;
  /** Of the first column, in the merged file. */
  readonly startByte: number;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
  /** Of each column what its chunk's metadata says. */
  readonly metadata: Packed;
  /** Of each column the index of its pages; undefined where it is not known at which row each begins. */
  readonly indexes: Packed | undefined;
}

/** @param startByte of the group in the merged file, where its columns lie one behind the other */
export function packGroup(
  { rowCount, columns }: GroupFacts,
  leaves: readonly ParquetLeaf[],
  startByte: number,
): PackedGroup {
  let end = startByte;
  const placed = columns.map((column, i) => {
    const at = end;
    end += column.sizeBytes;
    return { column, startByte: at, leaf: leaves[i] as ParquetLeaf };
  });
  const isIndexed = columns.every(({ pages }) => pages.every(({ firstRow }) => firstRow !== undefined));
  return {
    rowCount,
    startByte,
    sizeBytes: end - startByte,
    unpackedBytes: columns.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0),
    metadata: pack(placed.map((column) => writeThrift(columnMetadata(column)))),
    indexes: isIndexed ? pack(placed.map((column) => writeThrift(pageLocations(column)))) : undefined,
  };
}

const pack = (pieces: readonly Uint8Array[]): Packed => ({
  bytes: joinBytes(pieces),
  lengths: Uint32Array.from(pieces, ({ length }) => length),
});

/** The byte strings, each a view. */
export function unpackPieces({ bytes, lengths }: Packed): Uint8Array[] {
  let end = 0;
  return Array.from(lengths, (length) => {
    end += length;
    return bytes.subarray(end - length, end);
  });
}
