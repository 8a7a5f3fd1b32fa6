import { HUGGINGFACE_KEY, huggingfaceMetadata, type TableDefinition } from '@parqueue/schema';
import { lightCell, lightEncoding, lightSchema } from '@parqueue/schema/file';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** Small pages for recordings, so that one is read without its neighbours. */
const AUDIO_PAGE_BYTES = 2 ** 17;
const PAGE_BYTES = 2 ** 20;

/** A Parquet file of rows: cells in the order of the table's features, audio as `{ bytes, path }`. */
export function parquetFile(table: TableDefinition, rows: readonly (readonly unknown[])[]): Uint8Array {
  const columns = Object.entries(table.features).map(([name, feature], i) => {
    const cells = rows.map((row) => row[i] ?? null);
    if (feature.kind === 'audio')
      return { name, data: cells, codec: 'UNCOMPRESSED', encoding: 'PLAIN', statistics: false } as const;
    return { name, data: cells.map((cell) => lightCell(feature, cell)), ...lightEncoding(feature, cells) };
  });
  const hasAudio = Object.values(table.features).some(({ kind }) => kind === 'audio');
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns,
      schema: lightSchema(table),
      kvMetadata: [{ key: HUGGINGFACE_KEY, value: huggingfaceMetadata(table) }],
      pageSize: hasAudio ? AUDIO_PAGE_BYTES : PAGE_BYTES,
    }),
  );
}
