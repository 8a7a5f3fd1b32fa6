import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { CommandError } from '../commandError.ts';
import type { Database } from './database.ts';
import type { DatasetSource, SourceFile } from './datasetSource.ts';
import { createFolderSource } from './folderSource.ts';

/** Where a recording lies, as the media columns of the cache hold it. */
export interface MediaReference {
  /** The name that it was given, such as `a3f7….flac`. */
  readonly path: string;
  /** The file of the dataset. */
  readonly file: string;
  /** The row in it, from 0. */
  readonly row: number;
}

export interface MediaWish {
  /** The column, nearly always `audio`. */
  readonly column: string;
  readonly media: MediaReference;
  /** What is not here cannot be had then. */
  readonly isOffline: boolean;
}

/**
 * The bytes of one recording: from the file on this machine where it is whole, else by ranged reads from the Hub.
 *
 * @throws {CommandError} naming the file, where it is on the Hub and must not be asked for, or has gone.
 */
export async function readMedia(
  db: Database,
  source: DatasetSource,
  { column, media, isOffline }: MediaWish,
): Promise<Uint8Array> {
  const [known] = await db.rows<KnownFile>(
    'SELECT path, oid, size_bytes, local_path, is_slim FROM parqueue.files WHERE path = $path',
    { path: media.file },
  );
  if (known === undefined) throw new CommandError(`${media.file}: is not in the cache; run parqueue sync`);
  if (known.is_slim && isOffline)
    throw new CommandError(
      `--offline: the sound of ${media.path} is on the Hub; run parqueue sync --audio all first`,
    );
  const file = { path: known.path, oid: known.oid, sizeBytes: known.size_bytes };
  const buffer = known.is_slim ? remoteBuffer(source, file) : await localBuffer(known);
  const metadata = await parquetMetadataAsync(buffer);
  const [row] = await parquetReadObjects({
    file: buffer,
    metadata,
    columns: [column],
    rowStart: media.row,
    rowEnd: media.row + 1,
    compressors,
    // Otherwise bytes are taken for text.
    utf8: false,
    useOffsetIndex: true,
  });
  const bytes = (row?.[column] as { bytes?: unknown } | undefined)?.bytes;
  if (bytes instanceof Uint8Array) return bytes;
  throw new CommandError(`${media.file}: row ${media.row} holds no ${column}`);
}

interface KnownFile {
  readonly path: string;
  readonly oid: string;
  readonly size_bytes: number;
  readonly local_path: string;
  readonly is_slim: boolean;
}

const remoteBuffer = (source: DatasetSource, file: SourceFile): AsyncBuffer => ({
  byteLength: file.sizeBytes,
  slice: (start, end = file.sizeBytes) => source.readRange(file, start, end),
});

async function localBuffer({ local_path: path, size_bytes: byteLength }: KnownFile): Promise<AsyncBuffer> {
  const folder = createFolderSource('/');
  const file = { path, oid: '', sizeBytes: byteLength };
  return { byteLength, slice: (start, end = byteLength) => folder.readRange(file, start, end) };
}
