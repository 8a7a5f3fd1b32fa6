import type { ParquetLeaf } from '@parqueue/schema/parquet';
import { writeThrift } from '@parqueue/schema/thrift';
import { columnMetadata } from './columnMetadata.ts';
import { pageLocations } from './pageLocations.ts';
import { createPieceList } from './pieceList.ts';
import type { GroupFacts } from './shardFacts.ts';

/** What a footer says of a row group itself. */
export interface PackedGroup {
  readonly rowCount: number;
  /** Of the first column, in the merged file. */
  readonly startByte: number;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
}

/** What a footer says of the row groups of a file, but for where the indexes of their pages stand. */
export interface PackedGroups {
  /** Adds one, whose columns lie one behind the other from `startByte` of the merged file on. */
  add(facts: GroupFacts, startByte: number): PackedGroup;
  readonly groups: readonly PackedGroup[];
  readonly columnCount: number;
  /** Of a column of a group, what its chunk's metadata says. */
  metadata(group: number, column: number): Uint8Array;
  /**
   * Indexes of pages, of all groups or of none, since readers look at the first column and expect as much of the others: undefined where it is
   * not known of every page at which row it begins.
   */
  indexes(): PackedIndexes | undefined;
}

export interface PackedIndexes {
  readonly bytes: Uint8Array;
  /** Where that of a column of a group stands in the bytes. */
  placeOf(group: number, column: number): { readonly startByte: number; readonly sizeBytes: number };
}

export function createPackedGroups(leaves: readonly ParquetLeaf[]): PackedGroups {
  const groups: PackedGroup[] = [];
  const metadata = createPieceList();
  const locations = createPieceList();
  const rankOf = (group: number, column: number): number => group * leaves.length + column;
  let isIndexed = true;

  return {
    groups,
    columnCount: leaves.length,
    add({ rowCount, columns }, startByte) {
      isIndexed &&= columns.every(({ pages }) => pages.every(({ firstRow }) => firstRow !== undefined));
      let end = startByte;
      columns.forEach((column, i) => {
        const placed = { column, startByte: end, leaf: leaves[i] as ParquetLeaf };
        metadata.append(writeThrift(columnMetadata(placed)));
        if (isIndexed) locations.append(writeThrift(pageLocations(placed)));
        end += column.sizeBytes;
      });
      const unpackedBytes = columns.reduce((sum, column) => sum + column.unpackedBytes, 0);
      const group = { rowCount, startByte, sizeBytes: end - startByte, unpackedBytes };
      groups.push(group);
      return group;
    },
    metadata: (group, column) => metadata.at(rankOf(group, column)),
    indexes() {
      if (!isIndexed) return undefined;
      return {
        bytes: locations.bytes(),
        placeOf(group, column) {
          const rank = rankOf(group, column);
          return { startByte: locations.startOf(rank), sizeBytes: locations.at(rank).length };
        },
      };
    },
  };
}
