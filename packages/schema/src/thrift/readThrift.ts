import { ThriftError } from './thriftError.ts';
import {
  BINARY,
  BYTE,
  DOUBLE,
  DOUBLE_BYTES,
  FALSE,
  I16,
  I32,
  I64,
  LIST,
  NIBBLE,
  STOP,
  STRUCT,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
  TRUE,
} from './thriftTree.ts';

export interface ThriftLimits {
  /** Fields, elements and, three times, structs together: an empty struct is a byte in the file and two hundred in memory. */
  readonly maxNodes?: number;
  /** Structs and lists within each other. */
  readonly maxDepth?: number;
}

export interface ThriftReading {
  readonly tree: ThriftStruct;
  /** Where the bytes behind it begin. */
  readonly end: number;
}

/** Thirty for each of 20 columns in 1,000 row groups. */
const MAX_NODES = 600_000;
const STRUCT_NODES = 3;
/** A Parquet footer has 8. */
const MAX_DEPTH = 12;
/** What 64 bits take. */
const VARINT_MAX_BYTES = 10;

const INT_LIMITS: Readonly<Record<number, number>> = { [I16]: 2 ** 15, [I32]: 2 ** 31, [I64]: 2 ** 53 };

/**
 * Reads a struct of bytes that nobody vouches for. Nothing is allocated on the word of a length: a list has at most as many elements as
 * bytes follow, and all together are counted.
 *
 * @throws {ThriftError} for anything else than one whole struct of the types that Parquet has, with ids in ascending order and numbers
 * that JavaScript has exactly.
 */
export function readThrift(bytes: Uint8Array, start = 0, limits: ThriftLimits = {}): ThriftReading {
  const maxDepth = limits.maxDepth ?? MAX_DEPTH;
  let nodesLeft = limits.maxNodes ?? MAX_NODES;
  let depth = 0;
  let at = start;

  const fail = (what: string): never => {
    throw new ThriftError(`thrift: ${what} at ${at}`);
  };

  function byte(): number {
    return bytes[at++] ?? fail('the bytes end');
  }

  function varint(): number {
    let next = byte();
    if (next < 128) return next;
    let value = next & 127;
    for (let scale = 128, count = 1; next > 127; scale *= 128, count++) {
      if (count === VARINT_MAX_BYTES) fail('a number without end');
      next = byte();
      value += (next & 127) * scale;
    }
    return value;
  }

  function integer(type: number): number {
    const coded = varint();
    const value = coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
    const limit = INT_LIMITS[type] ?? 0;
    // 2^53 and above are not exact, so that nothing may be concluded from their last bit.
    if (coded > Number.MAX_SAFE_INTEGER || value >= limit || value < -limit) fail('a number out of range');
    return value;
  }

  function take(length: number): Uint8Array {
    if (length > bytes.length - at) fail(`${length} bytes, more than there are,`);
    at += length;
    return bytes.subarray(at - length, at);
  }

  function count(nodes = 1): void {
    nodesLeft -= nodes;
    if (nodesLeft < 0) fail('more fields than any file needs');
  }

  function within<T>(read: () => T): T {
    if (depth++ === maxDepth) fail('structs too deep');
    const value = read();
    depth--;
    return value;
  }

  function list(): ThriftList {
    const header = byte();
    const elementType = header & NIBBLE;
    const length = header >> 4 === NIBBLE ? varint() : header >> 4;
    if (length > bytes.length - at) fail(`a list of ${length}, more than bytes are left,`);
    const values: ThriftValue[] = [];
    for (let i = 0; i < length; i++) {
      count();
      values.push(elementType === TRUE || elementType === FALSE ? byte() : value(elementType));
    }
    return { elementType, values };
  }

  function value(type: number): ThriftValue {
    switch (type) {
      case TRUE:
      case FALSE:
        return 0;
      case BYTE:
        return byte();
      case I16:
      case I32:
      case I64:
        return integer(type);
      case DOUBLE:
        return take(DOUBLE_BYTES);
      case BINARY:
        return take(varint());
      case LIST:
        return within(list);
      case STRUCT:
        return within(struct);
      default:
        return fail(`no type ${type} is expected`);
    }
  }

  function struct(): ThriftStruct {
    count(STRUCT_NODES);
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (let header = byte(); header !== STOP; header = byte()) {
      const next = header >> 4 === 0 ? integer(I16) : id + (header >> 4);
      if (next <= id) fail('a field out of order');
      id = next;
      count();
      const type = header & NIBBLE;
      fields.set(id, { type, value: value(type) });
    }
    return fields;
  }

  return { tree: struct(), end: at };
}
