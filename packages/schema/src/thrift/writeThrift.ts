import {
  BINARY,
  BYTE,
  FALSE,
  NIBBLE,
  STOP,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
  TRUE,
} from './thriftTree.ts';

/** What structs are written into before they are cut to size: a footer is made of thousands of small ones. */
let scratch = new Uint8Array(1024);
/** A larger one is not kept. */
const SCRATCH_MAX_BYTES = 65_536;

/** The bytes of a struct. */
export function writeThrift(tree: ThriftStruct): Uint8Array<ArrayBuffer> {
  let bytes = scratch;
  let end = 0;

  function room(length: number): void {
    if (end + length <= bytes.length) return;
    const larger = new Uint8Array(Math.max(end + length, bytes.length * 2));
    larger.set(bytes);
    bytes = larger;
  }

  function byte(value: number): void {
    room(1);
    bytes[end++] = value;
  }

  function varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) byte((rest % 128) | 128);
    byte(rest);
  }

  const zigzag = (value: number): void => varint(value < 0 ? -value * 2 - 1 : value * 2);

  function raw(value: Uint8Array): void {
    room(value.length);
    bytes.set(value, end);
    end += value.length;
  }

  function list({ elementType, values }: ThriftList): void {
    byte((Math.min(values.length, NIBBLE) << 4) | elementType);
    if (values.length >= NIBBLE) varint(values.length);
    for (const inner of values) {
      if (elementType === TRUE || elementType === FALSE) byte(inner as number);
      else write(elementType, inner);
    }
  }

  function write(type: number, value: ThriftValue): void {
    if (value instanceof Map) struct(value);
    else if (value instanceof Uint8Array) {
      if (type === BINARY) varint(value.length);
      raw(value);
    } else if (typeof value === 'object') list(value);
    else if (type === BYTE) byte(value);
    else if (type !== TRUE && type !== FALSE) zigzag(value);
  }

  function struct(fields: ThriftStruct): void {
    let last = 0;
    for (const [id, { type, value }] of fields) {
      const distance = id - last;
      const isNear = distance > 0 && distance <= NIBBLE;
      byte(((isNear ? distance : 0) << 4) | type);
      if (!isNear) zigzag(id);
      write(type, value);
      last = id;
    }
    byte(STOP);
  }

  struct(tree);
  if (bytes.length <= SCRATCH_MAX_BYTES) scratch = bytes;
  return bytes.slice(0, end);
}
