import {
  type FeatureSpec,
  HUGGINGFACE_KEY,
  huggingfaceMetadata,
  type TableDefinition,
} from '@parqueue/schema';
import {
  Compression,
  EnabledStatistics,
  Encoding,
  type WriterProperties,
  WriterPropertiesBuilder,
  WriterVersion,
} from 'parquet-wasm/esm/parquet_wasm.js';
import type { ColumnCells } from './columnData.ts';
import type { RowGroup } from './rowGroups.ts';

/** Larger than any row group that we ask for. */
const ROW_LIMIT = 1_000_000;

/**
 * How parquet-wasm shall write a row group of a table. Made anew for each write: a second use of the same properties silently takes the
 * defaults.
 *
 * Columns that are not nested are told by name whether a dictionary pays, and how they are written where there is none. Those inside nested
 * ones have the defaults: parquet-wasm 0.8.0 takes their path (`words.text`) for a name, and silently does nothing.
 *
 * The features are told here too, beside the Arrow schema: `datasets` and pyarrow read them there, DuckDB and hyparquet here.
 */
export function writerProperties(
  table: TableDefinition,
  group: RowGroup,
  createdBy: string,
): WriterProperties {
  let builder = new WriterPropertiesBuilder()
    .setWriterVersion(WriterVersion.V1)
    .setCreatedBy(createdBy)
    .setMaxRowGroupSize(ROW_LIMIT)
    .setKeyValueMetadata(new Map([[HUGGINGFACE_KEY, huggingfaceMetadata(table)]]))
    .setCompression(Compression.ZSTD)
    .setStatisticsEnabled(EnabledStatistics.Chunk);
  Object.entries(table.features).forEach(([column, feature], i) => {
    if (NESTED.has(feature.kind)) return;
    builder = builder.setColumnDictionaryEnabled(column, repeatsItself(group.cells(i)));
    const encoding = ENCODINGS[feature.kind];
    if (encoding !== undefined) builder = builder.setColumnEncoding(column, encoding);
  });
  return builder.build();
}

/**
 * What takes fewer bytes and less time than the plain encoding: texts apart from their lengths, whole numbers as their differences. Measured
 * on events of 20 columns: 8 % smaller, and a quarter faster to compress.
 */
const ENCODINGS: Readonly<Partial<Record<FeatureSpec['kind'], Encoding>>> = {
  string: Encoding.DELTA_LENGTH_BYTE_ARRAY,
  json: Encoding.DELTA_LENGTH_BYTE_ARRAY,
  int32: Encoding.DELTA_BINARY_PACKED,
  int64: Encoding.DELTA_BINARY_PACKED,
  timestamp: Encoding.DELTA_BINARY_PACKED,
};

const NESTED: ReadonlySet<string> = new Set<FeatureSpec['kind']>(['audio', 'list', 'struct']);

/** Enough cells to know what a column is like. */
const SAMPLE_CELLS = 256;

/** Whether a dictionary pays: of ids and measured values it would be a copy of the column, which costs time and bytes. */
function repeatsItself(cells: ColumnCells): boolean {
  const sample = cells.slice(0, SAMPLE_CELLS).filter((cell) => cell !== null);
  return new Set(sample).size <= sample.length / 2;
}
