import type { Cells, TableDefinition } from '@parqueue/schema';

/** The audio of one row: a whole FLAC file, and the bare file name that a reader shows for it (`<audio id>.flac`). */
export interface AudioFile {
  readonly bytes: Uint8Array;
  readonly path: string;
}

/** What becomes one shard. */
export interface ShardContent {
  readonly table: TableDefinition;
  /** The rows in their final order, one at least, with cells as `encodeRow` gives them. A cell that is missing at the end is null. */
  readonly rows: readonly Cells[];
  /**
   * Reads the clip that an audio cell names; null where there is none any more. It is called once for each audio cell, in the order of
   * the rows, one call at a time and only when the writer has room for it: clips need not be in memory together.
   */
  readonly readAudio: (recordingId: string, clipIndex: number) => Promise<AudioFile | null>;
}

/**
 * Makes the file of a shard.
 *
 * The law that every writer keeps:
 * - The file holds all rows, in order, each value as a reader of the dataset expects it, nulls as nulls, audio bit by bit.
 * - Equal content gives equal bytes, in every browser and in Node, so that a shard which is written again keeps its digest.
 * - There is no file without rows: none given is an error.
 * - It is the whole file or a `ShardWriterError`, never a part.
 * - Writes may overlap; they are done one after the other, so that memory holds one row group at a time.
 */
export interface ShardWriter {
  write(content: ShardContent): Promise<Uint8Array<ArrayBuffer>>;
}
