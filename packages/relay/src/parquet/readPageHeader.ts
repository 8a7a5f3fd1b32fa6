import type { ParquetLeaf } from '@parqueue/schema/parquet';
import { InvalidShard } from './invalidShard.ts';
import {
  DATA_HEADER,
  DATA_HEADER_V2,
  DICTIONARY_HEADER,
  ENCODINGS,
  PAGE,
  PAGE_TYPES,
} from './parquetFormat.ts';
import { LIMITS } from './parquetLimits.ts';
import { readStatistics } from './readStatistics.ts';
import type { ThriftFields } from './thriftFields.ts';

export interface PageHeader {
  readonly isDictionary: boolean;
  readonly valueCount: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** What stands before the packed part, unpacked: the levels, in pages of version 2. */
  readonly plainBytes: number;
  /** Whether the codec of the column holds for this page. */
  readonly isPacked: boolean;
  readonly encoding: number;
  /** Only in pages of version 2; in others the levels are packed, too. */
  readonly levels?: PlainLevels;
}

/** What a page of version 2 says of the levels that stand before its values. */
export interface PlainLevels {
  readonly repetitionBytes: number;
  readonly definitionBytes: number;
  readonly nullCount: number;
  readonly rowCount: number;
}

const VALUE_ENCODINGS: ReadonlySet<number> = new Set(Object.values(ENCODINGS));

/** @throws {InvalidShard} */
export function readPageHeader(page: ThriftFields, leaf: ParquetLeaf): PageHeader {
  const packedBytes = page.int32(PAGE.compressedBytes, 'compressed_page_size');
  const unpackedBytes = page.int32(PAGE.sizeBytes, 'uncompressed_page_size');
  if (page.tree.has(PAGE.checksum))
    throw new InvalidShard(
      'unsupported',
      `${page.where}: a page with a checksum, which nothing here compares`,
    );
  if (unpackedBytes > LIMITS.pageUnpackedBytes)
    throw new InvalidShard('too_large', `${page.where}: the page has ${unpackedBytes} bytes unpacked`);
  return { packedBytes, unpackedBytes, plainBytes: 0, isPacked: true, ...bodyOf(page, leaf, packedBytes) };
}

function bodyOf(page: ThriftFields, leaf: ParquetLeaf, packedBytes: number) {
  switch (page.int32(PAGE.type, 'type')) {
    case PAGE_TYPES.DATA:
      return dataOf(page.struct(PAGE.dataHeader, 'data_page_header'), leaf);
    case PAGE_TYPES.DATA_V2:
      return dataV2Of(page.struct(PAGE.dataHeaderV2, 'data_page_header_v2'), leaf, packedBytes);
    case PAGE_TYPES.DICTIONARY:
      return dictionaryOf(page.struct(PAGE.dictionaryHeader, 'dictionary_page_header'));
    default:
      throw new InvalidShard('unsupported', `${page.where}: a page of a kind that is not taken`);
  }
}

function dataOf(header: ThriftFields, leaf: ParquetLeaf) {
  const encoding = encodingOf(header, DATA_HEADER.encoding);
  for (const id of [DATA_HEADER.definitionEncoding, DATA_HEADER.repetitionEncoding]) {
    if (header.int32(id, 'encoding of levels') !== ENCODINGS.RLE)
      throw new InvalidShard('unsupported', `${header.where}: levels in an encoding that is not taken`);
  }
  refuseStatistics(header, DATA_HEADER.statistics, leaf);
  return { isDictionary: false, valueCount: header.int32(DATA_HEADER.valueCount, 'num_values'), encoding };
}

function dataV2Of(header: ThriftFields, leaf: ParquetLeaf, packedBytes: number) {
  const encoding = encodingOf(header, DATA_HEADER_V2.encoding);
  refuseStatistics(header, DATA_HEADER_V2.statistics, leaf);
  const valueCount = header.int32(DATA_HEADER_V2.valueCount, 'num_values');
  const levels: PlainLevels = {
    repetitionBytes: header.int32(DATA_HEADER_V2.repetitionBytes, 'repetition_levels_byte_length'),
    definitionBytes: header.int32(DATA_HEADER_V2.definitionBytes, 'definition_levels_byte_length'),
    nullCount: header.int32(DATA_HEADER_V2.nullCount, 'num_nulls'),
    rowCount: header.int32(DATA_HEADER_V2.rowCount, 'num_rows'),
  };
  const plainBytes = levels.repetitionBytes + levels.definitionBytes;
  if (plainBytes > packedBytes || levels.nullCount > valueCount || levels.rowCount > valueCount)
    throw new InvalidShard('inconsistent', `${header.where}: more levels, nulls or rows than values`);
  const isPacked = header.optionalFlag(DATA_HEADER_V2.isCompressed, 'is_compressed') ?? true;
  return { isDictionary: false, valueCount, plainBytes, isPacked, encoding, levels };
}

function dictionaryOf(header: ThriftFields) {
  const encoding = header.int32(DICTIONARY_HEADER.encoding, 'encoding');
  if (encoding !== ENCODINGS.PLAIN && encoding !== ENCODINGS.PLAIN_DICTIONARY)
    throw new InvalidShard('unsupported', `${header.where}: a dictionary in an encoding that is not taken`);
  return {
    isDictionary: true,
    valueCount: header.int32(DICTIONARY_HEADER.valueCount, 'num_values'),
    encoding: ENCODINGS.PLAIN,
  };
}

function encodingOf(header: ThriftFields, id: number): number {
  const encoding = header.int32(id, 'encoding');
  if (VALUE_ENCODINGS.has(encoding)) return encoding;
  throw new InvalidShard('unsupported', `${header.where}: an encoding that is not taken`);
}

/** They are copied with the page as they are, and readers believe them. */
function refuseStatistics(header: ThriftFields, id: number, leaf: ParquetLeaf): void {
  const statistics = header.optionalStruct(id, 'statistics');
  if (statistics !== undefined) readStatistics(statistics, leaf);
}
