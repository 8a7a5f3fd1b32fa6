import { HUGGINGFACE_KEY } from '@parqueue/schema';
import { PARQUET_ROOT, type ParquetElement, type ParquetMeaning } from '@parqueue/schema/parquet';
import {
  BINARY,
  I32,
  I64,
  LIST,
  STRUCT,
  type ThriftField,
  type ThriftStruct,
  TRUE,
  writeThrift,
} from '@parqueue/schema/thrift';
import type { ExpectedShard } from './checkShard.ts';
import { ELEMENT, FILE, KEY_VALUE, MAGIC, REPETITIONS, TAIL_BYTES, TYPES } from './parquetFormat.ts';

export interface FooterParts {
  readonly rowCount: number;
  /** Each as the bytes of its struct. */
  readonly groups: readonly Uint8Array[];
  readonly createdBy: string;
}

const encoder = new TextEncoder();

/** The footer of a file of a table, its length, and the magic. */
export function footerBytes(
  expected: ExpectedShard,
  { rowCount, groups, createdBy }: FooterParts,
): Uint8Array {
  const elements = [rootOf(expected), ...expected.elements.flatMap(elementsOf)];
  const features = structOf(
    [KEY_VALUE.key, text(HUGGINGFACE_KEY)],
    [KEY_VALUE.value, text(expected.huggingface)],
  );
  const footer = writeThrift(
    structOf(
      [FILE.version, i32(1)],
      [FILE.schema, listOf(elements)],
      [FILE.rowCount, { type: I64, value: rowCount }],
      [FILE.groups, { type: LIST, value: { elementType: STRUCT, values: [...groups] } }],
      [FILE.keyValues, listOf([features])],
      [FILE.createdBy, text(createdBy)],
      // Without it, readers do not believe the bounds of a column.
      [FILE.columnOrders, listOf(expected.leaves.map(() => BY_TYPE))],
    ),
  );
  const bytes = new Uint8Array(footer.length + TAIL_BYTES);
  bytes.set(footer);
  new DataView(bytes.buffer).setUint32(footer.length, footer.length, true);
  bytes.set(MAGIC, bytes.length - MAGIC.length);
  return bytes;
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
      meaning && [ELEMENT.logical, { type: STRUCT, value: LOGICAL[meaning] }],
    ),
    ...children.flatMap(elementsOf),
  ];
}

const text = (value: string): ThriftField => ({ type: BINARY, value: encoder.encode(value) });
const i32 = (value: number): ThriftField => ({ type: I32, value });
const listOf = (values: ThriftStruct[]): ThriftField => ({
  type: LIST,
  value: { elementType: STRUCT, values },
});
const structOf = (...fields: (readonly [number, ThriftField] | false | undefined | '')[]): ThriftStruct =>
  new Map(fields.filter((field) => field !== undefined && field !== false && field !== ''));

const EMPTY: ThriftField = { type: STRUCT, value: new Map() };
const BY_TYPE = structOf([1, EMPTY]);
/** Older and newer way to say what values mean. */
const CONVERTED: Readonly<Record<ParquetMeaning, number>> = { text: 0, list: 3, milliseconds: 9 };
const LOGICAL: Readonly<Record<ParquetMeaning, ThriftStruct>> = {
  text: structOf([1, EMPTY]),
  list: structOf([3, EMPTY]),
  milliseconds: structOf([
    8,
    {
      type: STRUCT,
      value: structOf([1, { type: TRUE, value: 0 }], [2, { type: STRUCT, value: structOf([1, EMPTY]) }]),
    },
  ]),
};
