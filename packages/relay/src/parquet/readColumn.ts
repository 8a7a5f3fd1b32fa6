import type { ParquetLeaf } from '@parqueue/schema/parquet';
import { InvalidShard } from './invalidShard.ts';
import { CHUNK, CODECS, COLUMN, ENCODINGS, MAGIC, TYPES } from './parquetFormat.ts';
import { LIMITS } from './parquetLimits.ts';
import { readStatistics } from './readStatistics.ts';
import type { ColumnFacts } from './shardFacts.ts';
import type { ThriftFields } from './thriftFields.ts';

const CODEC_IDS: ReadonlySet<number> = new Set(Object.values(CODECS));
const ENCODING_IDS: ReadonlySet<number> = new Set(Object.values(ENCODINGS));

/** What the footer says of a column in one row group. Its pages are looked at later. */
export type ClaimedColumn = Omit<ColumnFacts, 'pages'>;

/**
 * @param footerStart no page lies behind it
 * @throws {InvalidShard}
 */
export function readColumn(
  chunk: ThriftFields,
  leaf: ParquetLeaf,
  rowCount: number,
  footerStart: number,
): ClaimedColumn {
  refuseElsewhere(chunk);
  const metadata = chunk.struct(CHUNK.metadata, 'meta_data');
  if (metadata.texts(COLUMN.path, 'path_in_schema').join('.') !== leaf.path.join('.'))
    throw new InvalidShard('schema_differs', `${metadata.where} is not of column ${leaf.path.join('.')}`);
  if (metadata.int32(COLUMN.type, 'type') !== TYPES[leaf.type])
    throw new InvalidShard('schema_differs', `${metadata.where} has another type than its column`);
  const codec = metadata.int32(COLUMN.codec, 'codec');
  if (!CODEC_IDS.has(codec))
    throw new InvalidShard(
      'unsupported',
      `${metadata.where} has codec ${codec}; none, snappy and zstd are taken`,
    );
  const encodings = metadata.int32s(COLUMN.encodings, 'encodings');
  if (encodings.length > ENCODING_IDS.size || !encodings.every((encoding) => ENCODING_IDS.has(encoding)))
    throw new InvalidShard('unsupported', `${metadata.where} has an encoding that is not taken`);
  const statistics = metadata.optionalStruct(COLUMN.statistics, 'statistics');
  return {
    codec,
    encodings,
    valueCount: valueCountOf(metadata, leaf, rowCount),
    unpackedBytes: metadata.int64(COLUMN.sizeBytes, 'total_uncompressed_size'),
    ...placeOf(metadata, footerStart),
    statistics: statistics && readStatistics(statistics, leaf),
  };
}

/** A file that names others, or hides what it holds, is not for a dataset. */
function refuseElsewhere(chunk: ThriftFields): void {
  const path = chunk.optionalBytes(CHUNK.filePath, 'file_path');
  if (path !== undefined && path.length > 0)
    throw new InvalidShard('unsupported', `${chunk.where} names another file`);
  if (chunk.tree.has(CHUNK.cryptoMetadata) || chunk.tree.has(CHUNK.encryptedMetadata))
    throw new InvalidShard('unsupported', `${chunk.where} is encrypted`);
}

/** A value, or a null, of each row; where rows may have several, at least one. */
function valueCountOf(metadata: ThriftFields, { maxRepetition }: ParquetLeaf, rowCount: number): number {
  const valueCount = metadata.int64(COLUMN.valueCount, 'num_values');
  if (maxRepetition === 0 ? valueCount !== rowCount : valueCount < rowCount)
    throw new InvalidShard('inconsistent', `${metadata.where} has ${valueCount} values for ${rowCount} rows`);
  if (valueCount > LIMITS.rows)
    throw new InvalidShard(
      'too_large',
      `${metadata.where} has ${valueCount} values; ${LIMITS.rows} are allowed`,
    );
  return valueCount;
}

function placeOf(metadata: ThriftFields, footerStart: number) {
  const sizeBytes = metadata.int64(COLUMN.compressedBytes, 'total_compressed_size');
  const dataStart = metadata.int64(COLUMN.dataPageOffset, 'data_page_offset');
  const dictionary = metadata.optionalInt64(COLUMN.dictionaryPageOffset, 'dictionary_page_offset');
  // Some writers say 0 where there is none.
  const startByte = dictionary ? dictionary : dataStart;
  const dataOffset = dataStart - startByte;
  const isInside = startByte >= MAGIC.length && startByte + sizeBytes <= footerStart;
  if (!isInside || dataOffset < 0 || dataOffset >= sizeBytes)
    throw new InvalidShard('inconsistent', `${metadata.where} does not lie between the begin and the footer`);
  return { startByte, sizeBytes, dataOffset };
}
