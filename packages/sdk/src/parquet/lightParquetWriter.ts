import {
  type FeatureSpec,
  HUGGINGFACE_KEY,
  huggingfaceMetadata,
  type TableDefinition,
} from '@parqueue/schema';
import { lightCell, lightEncoding, lightSchema, UnfitCell } from '@parqueue/schema/file';
import { type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { LightFileBytes } from './lightFileBytes.ts';
import { type RowGroup, rowGroups } from './rowGroups.ts';
import type { ShardContent, ShardWriter } from './shardWriter.ts';
import { ShardWriterError } from './shardWriterError.ts';

export interface LightParquetWriterOptions {
  /** What made the files, as their `created_by` says: `parqueue-sdk version 0.1.0`. */
  readonly createdBy: string;
}

/**
 * Writes Parquet with hyparquet-writer, in JavaScript alone: snappy, dictionaries and statistics, audio as it is, everything optional at
 * every depth.
 *
 * The `huggingface` features stand in the footer's own metadata and nowhere else. That suffices since there is no `ARROW:schema`: where
 * there is one, `datasets` looks into it alone.
 */
export function createLightParquetWriter({ createdBy }: LightParquetWriterOptions): ShardWriter {
  let lastWrite: Promise<unknown> = Promise.resolve();

  async function write(content: ShardContent): Promise<Uint8Array<ArrayBuffer>> {
    if (content.rows.length === 0)
      throw new ShardWriterError('unfit', `${content.table.name}: a shard has no rows`);
    try {
      return await parquetOf(content, createdBy);
    } catch (error) {
      if (error instanceof ShardWriterError) throw error;
      // No state outlives a write: the same content would fail again, and other content does not suffer.
      const said = error instanceof Error ? error.message : String(error);
      throw new ShardWriterError('unfit', `${content.table.name}: ${said}`, { cause: error });
    }
  }

  return {
    write(content) {
      const file = lastWrite.then(() => write(content));
      lastWrite = file.catch(() => undefined);
      return file;
    },
  };
}

async function parquetOf(content: ShardContent, createdBy: string): Promise<Uint8Array<ArrayBuffer>> {
  const { table } = content;
  const bytes = new LightFileBytes();
  const parquet = new ParquetWriter({
    writer: bytes,
    schema: lightSchema(table),
    kvMetadata: [{ key: HUGGINGFACE_KEY, value: huggingfaceMetadata(table) }],
    createdBy,
  });
  for await (const group of rowGroups(content)) {
    const pageSize = group.audio.size > 0 ? AUDIO_PAGE_BYTES : PAGE_BYTES;
    await parquet.write({ columnData: columnsOf(table, group), rowGroupSize: group.rowCount, pageSize });
  }
  await parquet.finish();
  return bytes.concatenated();
}

function columnsOf(table: TableDefinition, group: RowGroup): ColumnSource[] {
  return Object.entries(table.features).map(([name, feature], i) => {
    const cells = group.cells(i);
    if (feature.kind === 'audio') return { name, data: [...cells], ...AS_IT_IS };
    return { name, data: dataOf(`${table.name}.${name}`, feature, cells), ...lightEncoding(feature, cells) };
  });
}

const PAGE_BYTES = 2 ** 20;
/**
 * A clip is nearly always larger, and so has a page of its own: it is copied into a buffer of its size rather than into one that grows (a
 * third less time), and a reader fetches it alone by the page index.
 */
const AUDIO_PAGE_BYTES = 2 ** 17;

/** FLAC cannot be compressed further, hardly ever repeats itself, and its statistics would be a copy of it. */
const AS_IT_IS = { codec: 'UNCOMPRESSED', encoding: 'PLAIN', statistics: false } as const;

function dataOf(place: string, feature: FeatureSpec, cells: readonly unknown[]): unknown[] {
  try {
    return cells.map((cell) => lightCell(feature, cell));
  } catch (error) {
    if (!(error instanceof UnfitCell)) throw error;
    throw new ShardWriterError('unfit', `${place}: ${error.message}`, { cause: error });
  }
}
