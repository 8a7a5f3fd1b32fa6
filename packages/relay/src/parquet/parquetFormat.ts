/** Ids of fields, and values of enumerations: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */

export const FILE = {
  version: 1,
  schema: 2,
  rowCount: 3,
  groups: 4,
  keyValues: 5,
  createdBy: 6,
  columnOrders: 7,
  encryption: 8,
} as const;
export const ELEMENT = {
  type: 1,
  repetition: 3,
  name: 4,
  childCount: 5,
  converted: 6,
  logical: 10,
} as const;
export const KEY_VALUE = { key: 1, value: 2 } as const;
export const GROUP = {
  columns: 1,
  sizeBytes: 2,
  rowCount: 3,
  fileOffset: 5,
  compressedBytes: 6,
  ordinal: 7,
} as const;
export const CHUNK = {
  filePath: 1,
  fileOffset: 2,
  metadata: 3,
  offsetIndexOffset: 4,
  offsetIndexBytes: 5,
  cryptoMetadata: 8,
  encryptedMetadata: 9,
} as const;
export const COLUMN = {
  type: 1,
  encodings: 2,
  path: 3,
  codec: 4,
  valueCount: 5,
  sizeBytes: 6,
  compressedBytes: 7,
  dataPageOffset: 9,
  dictionaryPageOffset: 11,
  statistics: 12,
} as const;
export const STATISTICS = {
  oldMax: 1,
  oldMin: 2,
  nullCount: 3,
  distinctCount: 4,
  max: 5,
  min: 6,
  isMaxExact: 7,
  isMinExact: 8,
} as const;
export const PAGE = {
  type: 1,
  sizeBytes: 2,
  compressedBytes: 3,
  checksum: 4,
  dataHeader: 5,
  dictionaryHeader: 7,
  dataHeaderV2: 8,
} as const;
export const DATA_HEADER = {
  valueCount: 1,
  encoding: 2,
  definitionEncoding: 3,
  repetitionEncoding: 4,
  statistics: 5,
} as const;
export const DICTIONARY_HEADER = { valueCount: 1, encoding: 2 } as const;
export const DATA_HEADER_V2 = {
  valueCount: 1,
  nullCount: 2,
  rowCount: 3,
  encoding: 4,
  definitionBytes: 5,
  repetitionBytes: 6,
  isCompressed: 7,
  statistics: 8,
} as const;
export const OFFSET_INDEX = { locations: 1 } as const;
export const LOCATION = { offset: 1, sizeBytes: 2, firstRow: 3 } as const;

/** What values mean, said in the older way (`ConvertedType`) and in the newer one (ids of `LogicalType`). */
export const CONVERTED = { text: 0, list: 3, milliseconds: 9 } as const;
export const LOGICAL = { text: 1, list: 3, milliseconds: 8 } as const;
export const TIMESTAMP = { isAdjustedToUtc: 1, unit: 2 } as const;
export const TIME_UNIT = { milliseconds: 1 } as const;

export const TYPES = { BOOLEAN: 0, INT32: 1, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 } as const;
export const REPETITIONS = { OPTIONAL: 1, REPEATED: 2 } as const;
export const CODECS = { UNCOMPRESSED: 0, SNAPPY: 1, ZSTD: 6 } as const;
export const ENCODINGS = {
  PLAIN: 0,
  PLAIN_DICTIONARY: 2,
  RLE: 3,
  DELTA_BINARY_PACKED: 5,
  DELTA_LENGTH_BYTE_ARRAY: 6,
  RLE_DICTIONARY: 8,
} as const;
export const PAGE_TYPES = { DATA: 0, DICTIONARY: 2, DATA_V2: 3 } as const;

/** How a file begins and ends. */
export const MAGIC: Uint8Array = new TextEncoder().encode('PAR1');
/** The length of the footer, then the magic. */
export const TAIL_BYTES = 8;
