/**
 * Thrift structs of Parquet as trees, in the compact protocol
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md): what is read, unknown fields included, is written
 * again as it was. Fields by id, in the order in which they stand.
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

export const STOP = 0;
export const TRUE = 1;
export const FALSE = 2;
export const BYTE = 3;
export const I16 = 4;
export const I32 = 5;
export const I64 = 6;
export const DOUBLE = 7;
export const BINARY = 8;
export const LIST = 9;
export const STRUCT = 12;

export const DOUBLE_BYTES = 8;
/** From this length on, and from this distance of ids on, a header has the number behind it. */
export const NIBBLE = 15;
