import {
  type FeatureSpec,
  HUGGINGFACE_KEY,
  huggingfaceMetadata,
  type TableDefinition,
} from '@parqueue/schema';
import {
  Compression,
  EnabledStatistics,
  type WriterProperties,
  WriterPropertiesBuilder,
  WriterVersion,
} from 'parquet-wasm/esm/parquet_wasm.js';
import type { ColumnCells } from './columnData.ts';
import type { RowGroup } from './rowGroups.ts';

/** Larger than any row group that we ask for: where a group ends is said by where a batch ends. */
const ROW_LIMIT = 1_000_000;
/** A group that holds anything at all is full when the next batch comes: each batch becomes a row group of its own. */
const BYTE_LIMIT = 1;

/**
 * How parquet-wasm shall write a table, given its first row group. Made anew for each write: a second use of the same properties silently
 * takes the defaults.
 *
 * FLAC cannot be compressed further, and statistics of it would be a copy of it; so a table with audio is plain by default, and zstd and
 * statistics are switched on for each column that is not nested. The other way round does not work: parquet-wasm 0.8.0 takes the path of a
 * nested column (`audio.bytes`) for a name, and silently does nothing.
 *
 * The features are told here too, beside the Arrow schema: `datasets` and pyarrow read them there, DuckDB and hyparquet here.
 */
export function writerProperties(
  table: TableDefinition,
  first: RowGroup,
  createdBy: string,
): WriterProperties {
  const features = Object.entries(table.features);
  const hasAudio = features.some(([, feature]) => feature.kind === 'audio');
  let builder = new WriterPropertiesBuilder()
    .setWriterVersion(WriterVersion.V1)
    .setCreatedBy(createdBy)
    .setMaxRowGroupSize(ROW_LIMIT)
    .setMaxRowGroupBytes(BYTE_LIMIT)
    .setKeyValueMetadata(new Map([[HUGGINGFACE_KEY, huggingfaceMetadata(table)]]))
    .setCompression(hasAudio ? Compression.UNCOMPRESSED : Compression.ZSTD)
    .setDictionaryEnabled(!hasAudio)
    .setStatisticsEnabled(hasAudio ? EnabledStatistics.None : EnabledStatistics.Chunk);
  features.forEach(([column, feature], i) => {
    if (NESTED.has(feature.kind)) return;
    builder = builder
      .setColumnCompression(column, Compression.ZSTD)
      .setColumnDictionaryEnabled(column, repeatsItself(first.columns[i] ?? []))
      .setColumnStatisticsEnabled(column, EnabledStatistics.Chunk);
  });
  return builder.build();
}

const NESTED: ReadonlySet<string> = new Set<FeatureSpec['kind']>(['audio', 'list', 'struct']);

/** Enough cells to know what a column is like. */
const SAMPLE_CELLS = 256;

/** Whether a dictionary pays: of ids and measured values it would be a copy of the column, which costs time and bytes. */
function repeatsItself(cells: ColumnCells): boolean {
  const sample = cells.slice(0, SAMPLE_CELLS).filter((cell) => cell !== null);
  return new Set(sample).size <= sample.length / 2;
}
