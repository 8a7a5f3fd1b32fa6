export { readThrift, type ThriftLimits, type ThriftReading } from './readThrift.ts';
export { ThriftError } from './thriftError.ts';
export {
  BINARY,
  BYTE,
  FALSE,
  I16,
  I32,
  I64,
  LIST,
  STRUCT,
  type ThriftField,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
  TRUE,
} from './thriftTree.ts';
export { writeThrift } from './writeThrift.ts';
