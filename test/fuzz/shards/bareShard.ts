import { I32, readThrift, type ThriftField, type ThriftStruct, writeThrift } from '@parqueue/schema/thrift';
import { bytesSource } from '../../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, type ExpectedShard } from '../../../packages/relay/src/parquet/checkShard.ts';
import { mergeShards } from '../../../packages/relay/src/parquet/mergeShards.ts';
import { CODECS, DATA_HEADER_V2, PAGE } from '../../../packages/relay/src/parquet/parquetFormat.ts';
import type { ColumnFacts, GroupFacts, PageFacts } from '../../../packages/relay/src/parquet/shardFacts.ts';
import { unpack } from '../../../packages/relay/src/values/unpack.ts';

/** The same shard with nothing packed: a byte that is changed in it changes a level, an index, a length or a value, and not a checksum. */
export function bareShard(file: Uint8Array, expected: ExpectedShard): Uint8Array<ArrayBuffer> {
  const { groups } = checkShard(bytesSource(file), expected);
  const merged = mergeShards(
    expected,
    groups.map((group) => bareGroup(file, group)),
    'fuzz',
  );
  return merged.read(0, merged.sizeBytes);
}

function bareGroup(file: Uint8Array, { rowCount, columns }: GroupFacts) {
  const pieces: Uint8Array[] = [];
  let at = 0;
  const bare = columns.map((column) => {
    const { facts, bytes } = bareColumn(file, column, at);
    pieces.push(...bytes);
    at += facts.sizeBytes;
    return facts;
  });
  return { facts: { rowCount, columns: bare }, source: bytesSource(Buffer.concat(pieces)) };
}

function bareColumn(file: Uint8Array, column: ColumnFacts, startByte: number) {
  const bytes: Uint8Array[] = [];
  const pages: PageFacts[] = [];
  let sizeBytes = 0;
  let dataOffset = 0;
  const offsets = column.dataOffset > 0 ? [0, ...column.pages.map(({ offset }) => offset)] : undefined;
  for (const offset of offsets ?? column.pages.map((page) => page.offset)) {
    const page = barePage(file, column, offset);
    const known = column.pages.find((one) => one.offset === offset);
    if (known === undefined) dataOffset = page.length;
    else pages.push({ ...known, offset: sizeBytes, sizeBytes: page.length });
    bytes.push(page);
    sizeBytes += page.length;
  }
  const unpacked = {
    codec: CODECS.UNCOMPRESSED,
    startByte,
    sizeBytes,
    unpackedBytes: sizeBytes,
    dataOffset,
    pages,
  };
  return { facts: { ...column, ...unpacked }, bytes };
}

function barePage(file: Uint8Array, { startByte, codec }: ColumnFacts, offset: number): Uint8Array {
  const start = startByte + offset;
  const { tree, end } = readThrift(file.subarray(start));
  const numberAt = (struct: ThriftStruct | undefined, id: number) => Number(struct?.get(id)?.value ?? 0);
  const packedBytes = numberAt(tree, PAGE.compressedBytes);
  const body = file.subarray(start + end, start + end + packedBytes);
  const second = tree.get(PAGE.dataHeaderV2)?.value as ThriftStruct | undefined;
  const plainBytes =
    numberAt(second, DATA_HEADER_V2.definitionBytes) + numberAt(second, DATA_HEADER_V2.repetitionBytes);
  const rest = unpack(body.subarray(plainBytes), codec, numberAt(tree, PAGE.sizeBytes) - plainBytes);
  if (rest === undefined) throw new Error('a page of a sound file does not unpack');
  const size: ThriftField = { type: I32, value: plainBytes + rest.length };
  tree.set(PAGE.sizeBytes, size);
  tree.set(PAGE.compressedBytes, size);
  return Buffer.concat([writeThrift(tree), body.subarray(0, plainBytes), rest]);
}
