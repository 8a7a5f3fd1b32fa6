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

/** Larger than any row group that we ask for: where a group ends is said by where a batch ends. */
const ROW_LIMIT = 1_000_000;
/** A group that holds anything at all is full when the next batch comes: each batch becomes a row group of its own. */
const BYTE_LIMIT = 1;

/**
 * How parquet-wasm shall write a table. Made anew for each write: a second use of the same properties silently takes the defaults.
 *
 * FLAC cannot be compressed further, and statistics of it would be a copy of it; so a table with audio is plain by default, and zstd,
 * dictionaries and statistics are switched on for each column that is not nested. The other way round does not work: parquet-wasm 0.8.0
 * takes the path of a nested column (`audio.bytes`) for a name, and silently does nothing.
 *
 * The features are told here too, beside the Arrow schema: `datasets` and pyarrow read them there, DuckDB and hyparquet here.
 */
export function writerProperties(table: TableDefinition, createdBy: string): WriterProperties {
  const builder = new WriterPropertiesBuilder()
    .setWriterVersion(WriterVersion.V1)
    .setCreatedBy(createdBy)
    .setMaxRowGroupSize(ROW_LIMIT)
    .setMaxRowGroupBytes(BYTE_LIMIT)
    .setKeyValueMetadata(new Map([[HUGGINGFACE_KEY, huggingfaceMetadata(table)]]));
  const features = Object.entries(table.features);
  if (features.some(([, feature]) => feature.kind === 'audio'))
    return plainButFlat(builder, features).build();
  return builder
    .setCompression(Compression.ZSTD)
    .setDictionaryEnabled(true)
    .setStatisticsEnabled(EnabledStatistics.Chunk)
    .build();
}

function plainButFlat(builder: WriterPropertiesBuilder, features: readonly [string, FeatureSpec][]) {
  const plain = builder
    .setCompression(Compression.UNCOMPRESSED)
    .setDictionaryEnabled(false)
    .setStatisticsEnabled(EnabledStatistics.None);
  return features
    .filter(([, feature]) => !NESTED.has(feature.kind))
    .reduce(
      (properties, [column]) =>
        properties
          .setColumnCompression(column, Compression.ZSTD)
          .setColumnDictionaryEnabled(column, true)
          .setColumnStatisticsEnabled(column, EnabledStatistics.Chunk),
      plain,
    );
}

const NESTED: ReadonlySet<string> = new Set<FeatureSpec['kind']>(['audio', 'list', 'struct']);
