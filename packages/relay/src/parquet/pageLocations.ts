import type { ThriftStruct } from '@parqueue/schema/thrift';
import { LOCATION, OFFSET_INDEX } from './parquetFormat.ts';
import type { ColumnFacts } from './shardFacts.ts';
import { i32, i64, structList, structOf } from './thriftValues.ts';

/** The index by which a reader finds a page of a column, such as one recording, by its row. */
export const pageLocations = ({
  column,
  startByte,
}: {
  readonly column: ColumnFacts;
  readonly startByte: number;
}): ThriftStruct =>
  structOf([
    OFFSET_INDEX.locations,
    structList(
      column.pages.map(({ offset, sizeBytes, firstRow = 0 }) =>
        structOf(
          [LOCATION.offset, i64(startByte + offset)],
          [LOCATION.sizeBytes, i32(sizeBytes)],
          [LOCATION.firstRow, i64(firstRow)],
        ),
      ),
    ),
  ]);
