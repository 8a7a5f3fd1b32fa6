/**
 * Thrift structs of Parquet as trees: what is read, unknown fields included, is written again as it was
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
 *
 * For files of our own writer: it trusts the lengths in them, and knows the types that Parquet has.
 */
export type ThriftStruct = Map<number, ThriftField>;

export interface ThriftField {
  readonly type: number;
  readonly value: ThriftValue;
}

/** Binary and double as their bytes. A boolean field has its value in its type. */
export type ThriftValue = number | Uint8Array | ThriftList | ThriftStruct;

export interface ThriftList {
  readonly elementType: number;
  readonly values: ThriftValue[];
}

const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
export const I32 = 5;
export const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
export const LIST = 9;
export const STRUCT = 12;

const DOUBLE_BYTES = 8;
/** From this length on, and from this distance of ids on, a header has the number behind it. */
const NIBBLE = 15;

export function readThrift(bytes: Uint8Array, start: number): ThriftStruct {
  let at = start;
  const byte = (): number => bytes[at++] as number;

  function varint(): number {
    let [value, scale, next] = [0, 1, byte()];
    for (; next > 127; next = byte()) {
      value += (next & 127) * scale;
      scale *= 128;
    }
    return value + next * scale;
  }

  function zigzag(): number {
    const coded = varint();
    if (!Number.isSafeInteger(coded)) throw new Error('thrift: a number that is too large for a file');
    return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
  }

  function take(length: number): Uint8Array {
    at += length;
    return bytes.subarray(at - length, at);
  }

  function list(): ThriftList {
    const header = byte();
    const length = header >> 4 === NIBBLE ? varint() : header >> 4;
    const elementType = header & NIBBLE;
    return { elementType, values: Array.from({ length }, () => element(elementType)) };
  }

  const element = (type: number): ThriftValue => (type === TRUE || type === FALSE ? byte() : value(type));

  function value(type: number): ThriftValue {
    if (type === TRUE || type === FALSE) return 0;
    if (type === BYTE) return byte();
    if (type <= I64) return zigzag();
    if (type === DOUBLE) return take(DOUBLE_BYTES);
    if (type === BINARY) return take(varint());
    if (type === LIST) return list();
    if (type === STRUCT) return struct();
    throw new Error(`thrift: no type ${type} is expected at ${at}`);
  }

  function struct(): ThriftStruct {
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (let header = byte(); header !== STOP; header = byte()) {
      id = header >> 4 === 0 ? zigzag() : id + (header >> 4);
      const type = header & NIBBLE;
      fields.set(id, { type, value: value(type) });
    }
    return fields;
  }

  return struct();
}

export function thriftBytes(tree: ThriftStruct): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(1024);
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
  return bytes.slice(0, end);
}
