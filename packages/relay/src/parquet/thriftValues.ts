import { BINARY, I32, I64, LIST, STRUCT, type ThriftField, type ThriftStruct } from '@parqueue/schema/thrift';

const encoder = new TextEncoder();

export const i32 = (value: number): ThriftField => ({ type: I32, value });
export const i64 = (value: number): ThriftField => ({ type: I64, value });
export const text = (value: string): ThriftField => ({ type: BINARY, value: encoder.encode(value) });
/** @param value or its bytes */
export const struct = (value: ThriftStruct | Uint8Array): ThriftField => ({ type: STRUCT, value });

/** @param values each a struct, or the bytes of one */
export const structList = (values: readonly (ThriftStruct | Uint8Array)[]): ThriftField => ({
  type: LIST,
  value: { elementType: STRUCT, values: [...values] },
});

/** A struct of those fields that are there, in the order of their ids. */
export const structOf = (
  ...fields: readonly (readonly [id: number, field: ThriftField] | false | undefined | '')[]
): ThriftStruct => new Map(fields.filter((field) => field !== undefined && field !== false && field !== ''));
