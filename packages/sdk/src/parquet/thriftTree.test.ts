import { expect, it } from 'vitest';
import {
  I32,
  I64,
  LIST,
  readThrift,
  STRUCT,
  type ThriftField,
  type ThriftStruct,
  thriftBytes,
} from './thriftTree.ts';

const text = (letters: string) => ({ type: 8, value: new TextEncoder().encode(letters) });

it('writes what it read, unknown fields, large ids, long lists, booleans and doubles included', () => {
  const inner: ThriftStruct = new Map<number, ThriftField>([[40, { type: I32, value: -7 }]]);
  const tree: ThriftStruct = new Map<number, ThriftField>([
    [1, { type: I64, value: 2 ** 50 }],
    [2, { type: 1, value: 0 }],
    [3, { type: 2, value: 0 }],
    [4, { type: 7, value: new Uint8Array([0, 0, 0, 0, 0, 0, 240, 63]) }],
    [90, text('x'.repeat(3000))],
    [91, { type: LIST, value: { elementType: 1, values: [1, 2, 1] } }],
    [92, { type: LIST, value: { elementType: STRUCT, values: Array.from({ length: 20 }, () => inner) } }],
    [93, { type: LIST, value: { elementType: I32, values: [] } }],
    [94, { type: 3, value: 200 }],
  ]);
  const bytes = thriftBytes(tree);
  expect(readThrift(bytes, 0)).toEqual(tree);
  expect(thriftBytes(readThrift(bytes, 0))).toEqual(bytes);
});

it('has the bytes of the compact protocol', () => {
  const tree: ThriftStruct = new Map<number, ThriftField>([
    [1, { type: I32, value: 1 }],
    [3, { type: I64, value: -300 }],
    [20, text('ab')],
  ]);
  expect([...thriftBytes(tree)]).toEqual([0x15, 2, 0x26, 0xd7, 4, 0x08, 40, 2, 97, 98, 0]);
});

it('refuses a type that Parquet has not, and a number that no file has', () => {
  expect(() => readThrift(new Uint8Array([0x1b, 0]), 0)).toThrow('no type 11');
  expect(() => readThrift(new Uint8Array([0x16, ...Array(9).fill(255), 1, 0]), 0)).toThrow('too large');
});
