import { zstdCompressSync } from 'node:zlib';
import { I32, readThrift, type ThriftStruct, writeThrift } from '@parqueue/schema/thrift';
import { bytesSource } from '../../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, type ExpectedShard } from '../../../packages/relay/src/parquet/checkShard.ts';
import { mergeShards } from '../../../packages/relay/src/parquet/mergeShards.ts';
import {
  CODECS,
  DATA_HEADER,
  DATA_HEADER_V2,
  PAGE,
} from '../../../packages/relay/src/parquet/parquetFormat.ts';
import type { ColumnFacts } from '../../../packages/relay/src/parquet/shardFacts.ts';
import { withFooter } from '../../support/editFooter.ts';

export interface Bomb {
  readonly name: string;
  readonly file: Uint8Array;
}

const HALF_MEBIBYTE = 512 * 1024;
/** A struct whose field 1 is a struct, and so on. */
const STRUCT_IN_FIRST = 0x1c;
/** A list of structs, and that its length follows. */
const LIST_FIELD_2 = [0x29, 0xfc];
const EMPTY_STRUCT = 0;

/** Files that no chance finds: small, and what they say of themselves is large. None of them may be taken. */
export function bombs(good: Uint8Array, expected: ExpectedShard): readonly Bomb[] {
  const pages = good.subarray(0, 1000);
  const footers: readonly (readonly [string, Uint8Array])[] = [
    ['a list of 33 million', Uint8Array.of(...LIST_FIELD_2, 0xff, 0xff, 0xff, 0x0f)],
    [
      'lists of 33 million in each other',
      Uint8Array.from(Array.from({ length: 12 }, () => [0x19, 0xf9, 0xff, 0xff, 0xff, 0x0f]).flat()),
    ],
    ['a number without end', Buffer.concat([Uint8Array.of(0x16), new Uint8Array(HALF_MEBIBYTE).fill(0xff)])],
    ['structs in each other', new Uint8Array(HALF_MEBIBYTE).fill(STRUCT_IN_FIRST)],
    [
      'a million empty structs',
      Buffer.concat([
        Uint8Array.of(...LIST_FIELD_2, 0xc0, 0x84, 0x3d),
        new Uint8Array(1_000_000).fill(EMPTY_STRUCT),
      ]),
    ],
    ['a text longer than the file', Uint8Array.of(0x68, 0xff, 0xff, 0xff, 0xff, 0x07)],
  ];
  const zeros = zstdCompressSync(new Uint8Array(400_000_000));
  const ofPages: readonly (readonly [string, Uint8Array, PageEdit])[] = [
    ['a page that says it becomes 400 MB', zeros, (page) => setSize(page, 400_000_000)],
    ['a page that becomes 400 MB and says a thousand bytes', zeros, (page) => setSize(page, 1000)],
    ['a page of two thousand million values', zeros.subarray(0, 100), (page) => setCount(page, 2 ** 31 - 1)],
    ['a page of fewer bytes than none', zeros.subarray(0, 100), (page) => setSize(page, -1)],
  ];
  return [
    ...footers.map(([name, footer]) => ({ name, file: withFooter(pages, footer) })),
    ...ofPages.map(([name, body, edit]) => ({ name, file: withPage(good, expected, body, edit) })),
  ];
}

type PageEdit = (page: ThriftStruct) => void;

const setSize: (page: ThriftStruct, value: number) => void = (page, value) =>
  void page.set(PAGE.sizeBytes, { type: I32, value });

function setCount(page: ThriftStruct, value: number): void {
  const header = (page.get(PAGE.dataHeader) ?? page.get(PAGE.dataHeaderV2))?.value as ThriftStruct;
  header.set(page.has(PAGE.dataHeader) ? DATA_HEADER.valueCount : DATA_HEADER_V2.valueCount, {
    type: I32,
    value,
  });
}

/** The file with another first page in its first column; all that stands around it agrees with what the page says. */
function withPage(
  file: Uint8Array,
  expected: ExpectedShard,
  body: Uint8Array,
  edit: PageEdit,
): Uint8Array<ArrayBuffer> {
  const [group] = checkShard(bytesSource(file), expected).groups;
  const [first, ...others] = group?.columns ?? [];
  if (group === undefined || first === undefined) throw new TypeError('the file has no column');
  const start = first.startByte + first.dataOffset;
  const { tree } = readThrift(file.subarray(start));
  tree.set(PAGE.compressedBytes, { type: I32, value: body.length });
  edit(tree);
  const page = Buffer.concat([writeThrift(tree), body]);
  const bomb: ColumnFacts = {
    ...first,
    codec: CODECS.ZSTD,
    startByte: file.length,
    sizeBytes: page.length,
    unpackedBytes: Math.max(0, Number(tree.get(PAGE.sizeBytes)?.value)) + page.length - body.length,
    dataOffset: 0,
    pages: [{ offset: 0, sizeBytes: page.length, valueCount: group.rowCount, firstRow: 0 }],
  };
  const source = bytesSource(Buffer.concat([file, page]));
  const facts = { rowCount: group.rowCount, columns: [bomb, ...others] };
  const merged = mergeShards(expected, [{ facts, source }], 'fuzz');
  return merged.read(0, merged.sizeBytes);
}
