import { HUGGINGFACE_KEY } from '@parqueue/schema';
import { PARQUET_ROOT, type ParquetElement, type ParquetMeaning } from '@parqueue/schema/parquet';
import { type ThriftStruct, TRUE, writeThrift } from '@parqueue/schema/thrift';
import type { ExpectedShard } from './checkShard.ts';
import {
  CONVERTED,
  ELEMENT,
  FILE,
  KEY_VALUE,
  LOGICAL,
  MAGIC,
  REPETITIONS,
  TAIL_BYTES,
  TIME_UNIT,
  TIMESTAMP,
  TYPES,
} from './parquetFormat.ts';
import { i32, i64, struct, structList, structOf, text } from './thriftValues.ts';

export interface FooterParts {
  readonly rowCount: number;
  /** Each as the bytes of its struct. */
  readonly groups: readonly Uint8Array[];
  readonly createdBy: string;
}

/** The footer of a file of a table, and its length with the magic. */
export function footerPieces(
  expected: ExpectedShard,
  { rowCount, groups, createdBy }: FooterParts,
): readonly [footer: Uint8Array, ending: Uint8Array] {
  const elements = [rootOf(expected), ...expected.elements.flatMap(elementsOf)];
  const features = structOf(
    [KEY_VALUE.key, text(HUGGINGFACE_KEY)],
    [KEY_VALUE.value, text(expected.huggingface)],
  );
  const footer = writeThrift(
    structOf(
      [FILE.version, i32(1)],
      [FILE.schema, structList(elements)],
      [FILE.rowCount, i64(rowCount)],
      [FILE.groups, structList(groups)],
      [FILE.keyValues, structList([features])],
      [FILE.createdBy, text(createdBy)],
      // Without it, readers do not believe the bounds of a column.
      [FILE.columnOrders, structList(expected.leaves.map(() => BY_TYPE))],
    ),
  );
  const ending = new Uint8Array(TAIL_BYTES);
  new DataView(ending.buffer).setUint32(0, footer.length, true);
  ending.set(MAGIC, TAIL_BYTES - MAGIC.length);
  return [footer, ending];
}

const rootOf = ({ elements }: ExpectedShard): ThriftStruct =>
  structOf([ELEMENT.name, text(PARQUET_ROOT)], [ELEMENT.childCount, i32(elements.length)]);

function elementsOf(element: ParquetElement): readonly ThriftStruct[] {
  const { name, type, repetition, children, meaning } = element;
  return [
    structOf(
      type && [ELEMENT.type, i32(TYPES[type])],
      [ELEMENT.repetition, i32(REPETITIONS[repetition])],
      [ELEMENT.name, text(name)],
      children.length > 0 && [ELEMENT.childCount, i32(children.length)],
      meaning && [ELEMENT.converted, i32(CONVERTED[meaning])],
      meaning && [ELEMENT.logical, struct(logicalTypeOf(meaning))],
    ),
    ...children.flatMap(elementsOf),
  ];
}

const EMPTY = struct(new Map());
/** That bounds are in the order of the column's type. */
const BY_TYPE = structOf([1, EMPTY]);
const UTC_MILLISECONDS = struct(
  structOf(
    [TIMESTAMP.isAdjustedToUtc, { type: TRUE, value: 0 }],
    [TIMESTAMP.unit, struct(structOf([TIME_UNIT.milliseconds, EMPTY]))],
  ),
);

const logicalTypeOf = (meaning: ParquetMeaning): ThriftStruct =>
  structOf([LOGICAL[meaning], meaning === 'milliseconds' ? UTC_MILLISECONDS : EMPTY]);
