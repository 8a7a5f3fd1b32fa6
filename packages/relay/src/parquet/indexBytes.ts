import { type ThriftField, writeThrift } from '@parqueue/schema/thrift';
import type { IndexPlace, PlacedColumn } from './groupBytes.ts';
import { LOCATION, OFFSET_INDEX } from './parquetFormat.ts';
import { i32, i64, structList, structOf } from './thriftValues.ts';

export interface PageIndexes {
  readonly pieces: readonly Uint8Array[];
  readonly placeOf: (placed: PlacedColumn) => IndexPlace | undefined;
}

/**
 * The indexes by which a reader finds a page, such as one recording, by its row. All columns have one, or none: readers look at the first
 * and expect as much of the others.
 *
 * @param startByte where the first is to stand
 */
export function indexBytes(columns: readonly PlacedColumn[], startByte: number): PageIndexes {
  const isKnown = columns.every(({ column }) => column.pages.every(({ firstRow }) => firstRow !== undefined));
  if (!isKnown) return { pieces: [], placeOf: () => undefined };
  const pieces: Uint8Array[] = [];
  const places = new Map<PlacedColumn, IndexPlace>();
  let end = startByte;
  for (const placed of columns) {
    const piece = writeThrift(structOf([OFFSET_INDEX.locations, locationsOf(placed)]));
    pieces.push(piece);
    places.set(placed, { startByte: end, sizeBytes: piece.length });
    end += piece.length;
  }
  return { pieces, placeOf: (placed) => places.get(placed) };
}

const locationsOf = ({ column, startByte }: PlacedColumn): ThriftField =>
  structList(
    column.pages.map(({ offset, sizeBytes, firstRow = 0 }) =>
      structOf(
        [LOCATION.offset, i64(startByte + offset)],
        [LOCATION.sizeBytes, i32(sizeBytes)],
        [LOCATION.firstRow, i64(firstRow)],
      ),
    ),
  );
