/** A file of a dataset as it is listed. */
export interface SourceFile {
  /** In the dataset, such as `data/alignment/2026-02-03/….parquet`. */
  readonly path: string;
  /** Changes when the content does. */
  readonly oid: string;
  readonly sizeBytes: number;
}

export interface Listing {
  /** Of the dataset as a whole; the same one means that nothing changed. */
  readonly revision: string;
  readonly files: readonly SourceFile[];
  /** README.md; undefined where there is none. */
  readonly readme: string | undefined;
}

/** Where a file lies on this machine, to be read by DuckDB. */
export interface FetchedFile {
  readonly localPath: string;
  /** Whether the bytes of recordings are left out: holes stand in their place. */
  readonly isSlim: boolean;
}

/**
 * A dataset that is read: a folder, or a repo on the Hub. Files of one path and oid never change. Whatever cannot be had throws a
 * `CommandError` that names the file.
 */
export interface DatasetSource {
  /** Names the cache's folder. */
  readonly key: string;
  /** As it is shown. */
  readonly name: string;
  /** Whether reading asks the network. */
  readonly isRemote: boolean;
  /** What is there; undefined where the revision is the one that is known. */
  list(knownRevision: string | undefined, signal: AbortSignal): Promise<Listing | undefined>;
  /** Brings a file here, without the bytes of recordings unless `isWhole`. */
  fetchFile(file: SourceFile, isWhole: boolean, signal: AbortSignal): Promise<FetchedFile>;
  /** Bytes of a file, from its place on the source. */
  readRange(file: SourceFile, startByte: number, endByte: number, signal?: AbortSignal): Promise<ArrayBuffer>;
  /** What was asked of the network so far. */
  readonly requestCount: number;
}
