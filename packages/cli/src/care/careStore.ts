import type { Listing, SourceFile } from '../cache/datasetSource.ts';

/** A file that takes its place in the dataset. */
export interface AddedFile {
  /** In the dataset. */
  readonly path: string;
  /** Where it lies until then. */
  readonly localPath: string;
}

/** What one commit does, whole or not at all. */
export interface DatasetChange {
  readonly title: string;
  /** What the change was worked out from. */
  readonly parent: string;
  readonly adds: readonly AddedFile[];
  /** As they were when it was worked out; another content under a path refuses the change. */
  readonly deletes: readonly SourceFile[];
}

/** A dataset that is changed. One process at a time has it open. */
export interface CareStore {
  readonly name: string;
  /** Where new files are made. Emptied at every opening. */
  readonly workDir: string;
  list(): Promise<Listing>;
  /** A whole file on this machine. */
  fetch(file: SourceFile): Promise<string>;
  commit(change: DatasetChange): Promise<void>;
  close(): Promise<void>;
}
