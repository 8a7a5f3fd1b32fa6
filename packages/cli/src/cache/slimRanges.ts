import { type FileMetaData, parquetMetadataAsync } from 'hyparquet';

/** Ranges that are nearer than this are read in one go: a request costs more than the bytes between. */
const JOIN_BYTES = 64 * 1024;

export type ByteSpan = readonly [start: number, end: number];

/**
 * The bytes of a Parquet file that are not the content of recordings, in order; undefined where the file has none, or has a footer
 * that cannot be read: then all of it is wanted, for DuckDB to say what is wrong.
 */
export async function slimRanges(
  sizeBytes: number,
  readRange: (start: number, end: number) => Promise<ArrayBuffer>,
): Promise<ByteSpan[] | undefined> {
  const file = { byteLength: sizeBytes, slice: (start: number, end = sizeBytes) => readRange(start, end) };
  const metadata = await parquetMetadataAsync(file).catch(() => undefined);
  if (metadata === undefined) return undefined;
  const media = namedMedia(metadata, mediaColumns(metadata));
  if (media.size === 0) return undefined;
  const spans: ByteSpan[] = [[0, 4]];
  for (const group of metadata.row_groups) {
    for (const { meta_data: chunk } of group.columns) {
      if (chunk === undefined || isContent(chunk.path_in_schema, media)) continue;
      const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      const first = Math.min(start, Number(chunk.data_page_offset));
      spans.push([first, first + Number(chunk.total_compressed_size)]);
    }
  }
  return joined(spans);
}

/** Columns that are `{ bytes, path }`: audio, and images where there are any. */
export function mediaColumns({ schema }: Pick<FileMetaData, 'schema'>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [i, element] of schema.entries()) {
    if (element.num_children !== 2 || i === 0) continue;
    const children = [schema[i + 1]?.name, schema[i + 2]?.name].sort();
    if (children[0] === 'bytes' && children[1] === 'path') names.add(element.name);
  }
  return names;
}

/**
 * Of those, the ones in which recordings have names: only by the name is it known then that there is one. A file whose rows have neither
 * is small anyway.
 */
function namedMedia({ row_groups }: FileMetaData, columns: ReadonlySet<string>): ReadonlySet<string> {
  const names = row_groups.flatMap(({ columns: chunks }) =>
    chunks.flatMap(({ meta_data: chunk }) => {
      const [column = '', field] = chunk?.path_in_schema ?? [];
      const isEmpty = chunk?.statistics?.null_count === chunk?.num_values;
      return field === 'path' && columns.has(column) && !isEmpty ? [column] : [];
    }),
  );
  return new Set(names);
}

const isContent = ([column, field]: readonly string[], media: ReadonlySet<string>): boolean =>
  field === 'bytes' && media.has(column ?? '');

function joined(spans: readonly ByteSpan[]): ByteSpan[] {
  const result: ByteSpan[] = [];
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && start - last[1] <= JOIN_BYTES)
      result[result.length - 1] = [last[0], Math.max(last[1], end)];
    else result.push([start, end]);
  }
  return result;
}
