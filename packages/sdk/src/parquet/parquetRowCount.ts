/**
 * The number of rows that the footer of a Parquet file states, or null when the file has no whole footer. For files of our own writer: it
 * trusts the lengths in them.
 *
 * The footer is the struct FileMetaData (version, schema, num_rows, …) of
 * https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift in the compact protocol of
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
 */
export function parquetRowCount(file: Uint8Array): number | null {
  const end = file.length - TAIL_BYTES;
  if (end < MAGIC.length || !MAGIC.every((byte, i) => file[file.length - MAGIC.length + i] === byte))
    return null;
  const footerBytes = new DataView(file.buffer, file.byteOffset + end).getUint32(0, true);
  const thrift = thriftReader(file, end - footerBytes);
  for (let field = thrift.nextField(0); field.type !== STOP; field = thrift.nextField(field.id)) {
    if (field.id === NUM_ROWS) return Math.floor(thrift.varint() / 2);
    thrift.value(field.type);
  }
  return null;
}

const MAGIC: readonly number[] = Array.from('PAR1', (letter) => letter.charCodeAt(0));
/** The length of the footer, then the magic. */
const TAIL_BYTES = 8;
const NUM_ROWS = 3;

const STOP = 0;
const BYTE = 3;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const STRUCT = 12;
const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 0, 2: 0, [BYTE]: 1, [DOUBLE]: 8 };

interface Field {
  readonly type: number;
  readonly id: number;
}

function thriftReader(bytes: Uint8Array, start: number) {
  let at = start;
  const byte = (): number => bytes[at++] ?? 0;

  function varint(): number {
    let [value, scale, next] = [0, 1, byte()];
    for (; next > 127; next = byte()) {
      value += (next & 127) * scale;
      scale *= 128;
    }
    return value + next * scale;
  }

  /** The field after the one of an id: its header holds the distance to it, or zero and then the id itself, in zigzag. */
  function nextField(lastId: number): Field {
    const header = byte();
    const distance = header >> 4;
    const id = distance > 0 || header === STOP ? lastId + distance : varint() / 2;
    return { type: header & 15, id };
  }

  function value(type: number): void {
    if (type === STRUCT) struct();
    else if (type === LIST || type === SET) list();
    else if (type === BINARY) {
      const length = varint();
      at += length;
    } else {
      const fixed = FIXED_BYTES[type];
      if (fixed === undefined) varint();
      else at += fixed;
    }
  }

  function struct(): void {
    for (let field = nextField(0); field.type !== STOP; field = nextField(field.id)) value(field.type);
  }

  function list(): void {
    const header = byte();
    const count = header >> 4 === 15 ? varint() : header >> 4;
    for (let i = 0; i < count; i++) value(header & 15);
  }

  return { varint, nextField, value };
}
