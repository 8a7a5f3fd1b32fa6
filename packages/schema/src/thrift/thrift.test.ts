import { describe, expect, it, test } from 'vitest';
import { readThrift } from './readThrift.ts';
import { ThriftError } from './thriftError.ts';
import {
  BYTE,
  DOUBLE,
  FALSE,
  I32,
  I64,
  LIST,
  STRUCT,
  type ThriftField,
  type ThriftStruct,
  TRUE,
} from './thriftTree.ts';
import { writeThrift } from './writeThrift.ts';

const text = (letters: string) => ({ type: 8, value: new TextEncoder().encode(letters) });
const structOf = (...fields: [number, ThriftField][]): ThriftStruct => new Map(fields);
const treeOf = (bytes: readonly number[]) => readThrift(new Uint8Array(bytes)).tree;

it('writes what it read, unknown fields, large ids, long lists, booleans and doubles included', () => {
  const inner = structOf([40, { type: I32, value: -7 }]);
  const tree = structOf(
    [1, { type: I64, value: 2 ** 50 }],
    [2, { type: TRUE, value: 0 }],
    [3, { type: FALSE, value: 0 }],
    [4, { type: DOUBLE, value: new Uint8Array([0, 0, 0, 0, 0, 0, 240, 63]) }],
    [90, text('x'.repeat(3000))],
    [91, { type: LIST, value: { elementType: 1, values: [1, 2, 1] } }],
    [92, { type: LIST, value: { elementType: STRUCT, values: Array.from({ length: 20 }, () => inner) } }],
    [93, { type: LIST, value: { elementType: I32, values: [] } }],
    [94, { type: BYTE, value: 200 }],
  );
  const bytes = writeThrift(tree);
  expect(readThrift(bytes)).toEqual({ tree, end: bytes.length });
  expect(writeThrift(readThrift(bytes).tree)).toEqual(bytes);
});

it('has the bytes of the compact protocol', () => {
  const tree = structOf([1, { type: I32, value: 1 }], [3, { type: I64, value: -300 }], [20, text('ab')]);
  expect([...writeThrift(tree)]).toEqual([0x15, 2, 0x26, 0xd7, 4, 0x08, 40, 2, 97, 98, 0]);
});

it('reads from where it is told to, and says where it ended', () => {
  const bytes = writeThrift(structOf([1, text('a')]));
  const within = new Uint8Array([9, 9, ...bytes, 9]);
  expect(readThrift(within, 2)).toEqual({ tree: structOf([1, text('a')]), end: 2 + bytes.length });
});

describe('bytes that nobody vouches for', () => {
  test.each<[string, number[], string]>([
    ['a type that Parquet has not', [0x1b, 0], 'no type 11'],
    ['a number that is not exact', [0x16, ...Array(7).fill(255), 127, 0], 'out of range'],
    ['an i32 beyond 32 bits', [0x15, 0xfe, 0xff, 0xff, 0xff, 0x7f, 0], 'out of range'],
    ['a number without end', [0x16, ...Array(300_000).fill(255)], 'without end'],
    ['a list longer than the file', [0x19, 0xf5, 0xff, 0xff, 0xff, 0x0f], 'more than bytes are left'],
    ['a text longer than the file', [0x18, 0xff, 0xff, 0x7f], 'more than there are'],
    ['a field out of order', [0x25, 2, 0x05, 2, 2, 0], 'out of order'],
    ['a field twice', [0x15, 2, 0x05, 2, 2, 0], 'out of order'],
    ['structs without end', Array(200_000).fill(0x1c), 'too deep'],
    ['lists of lists without end', [0x19, ...Array(200_000).fill(0x19)], 'too deep'],
    ['bytes that end early', [0x15], 'the bytes end'],
    ['no bytes', [], 'the bytes end'],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => treeOf(bytes)).toThrow(ThriftError);
    expect(() => treeOf(bytes)).toThrow(message);
  });

  test('a million empty structs are refused once there are more than allowed', () => {
    const bytes = new Uint8Array(1_000_010);
    bytes.set([0x19, 0xfc, 0xc0, 0x84, 0x3d]);
    expect(() => readThrift(bytes)).toThrow('more fields than any file needs');
    expect(() => readThrift(bytes, 0, { maxNodes: 5_000_000 })).not.toThrow();
  });

  test('an empty struct counts for what it takes in memory, not in the file', () => {
    const hundred = new Uint8Array([0x19, 0xfc, 100, ...Array(101).fill(0)]);
    expect(() => readThrift(hundred, 0, { maxNodes: 3 + 1 + 4 * 100 })).not.toThrow();
    expect(() => readThrift(hundred, 0, { maxNodes: 4 * 100 })).toThrow('more fields than any file needs');
  });

  test('whatever bytes there are, the answer is a tree or a refusal', () => {
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const good = writeThrift(
      structOf(
        [1, { type: I64, value: 77 }],
        [2, { type: LIST, value: { elementType: STRUCT, values: [structOf([1, text('abc')])] } }],
        [9, text('some text')],
      ),
    );
    let readCount = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = good.slice(0, 1 + random(good.length));
      for (let hits = random(4); hits >= 0; hits--) bytes[random(bytes.length)] = random(256);
      try {
        readThrift(bytes);
        readCount++;
      } catch (error) {
        expect(error).toBeInstanceOf(ThriftError);
      }
    }
    expect(readCount).toBeGreaterThan(100);
  });
});
