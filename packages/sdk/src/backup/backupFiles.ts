import type { BackupLog } from './backupRecord.ts';

/**
 * A file that is read and written at once: what is used here of `FileSystemSyncAccessHandle`
 * (https://fs.spec.whatwg.org/#api-filesystemsyncaccesshandle), which TypeScript's types of pages lack.
 */
export interface BackupFile {
  /** Gives how many bytes there were. */
  read(into: ArrayBufferView<ArrayBuffer>, options: { at: number }): number;
  /** Gives how many bytes there was room for. */
  write(bytes: ArrayBufferView<ArrayBuffer>, options: { at: number }): number;
  truncate(sizeBytes: number): void;
  getSize(): number;
  close(): void;
}

/**
 * The files of a database's second copies: one copy is in use, the other takes its place.
 *
 * The law: what `write` has written is there after the browser was killed; several tabs may have the files open at once, and see each other's
 * bytes. Nothing keeps them from writing at once but a transaction of the database, in which alone they write.
 */
export type BackupFiles = readonly [CopyFiles, CopyFiles];

export type CopyFiles = Readonly<Record<BackupLog, BackupFile>>;

export type FileIndex = 0 | 1;

/**
 * Says, where no database can, that somebody has written since who keeps no copy: it lies beside the copies, and outlives the database. No
 * writing of the copy's keeps it from being set, so it may be set when there is nothing to say, and never the other way round.
 */
export interface BrokenMark {
  isSet(): Promise<boolean>;
  set(): Promise<void>;
  clear(): Promise<void>;
}
