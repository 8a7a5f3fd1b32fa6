import type { FileIndex } from './backupFiles.ts';

/** Where a database keeps what it knows of a log of its second copy, in the log's area. */
export const TAIL = ['tail'] as const;

/**
 * The two logs of a copy, by the area that says how far each counts. Blocks have one of their own, so that a worker that hangs while it writes
 * rows does not hold up another tab's recording. That log has no deletions in it, only what is put once; so all of it may be done again before
 * anything of the other.
 */
export const LOGS = ['backupBlocks', 'backup'] as const;

export type BackupLog = (typeof LOGS)[number];

/**
 * How it stands with a log of the second copy: `whole`, up to where it counts, or `broken`, since somebody wrote who keeps none. A database
 * that says nothing is new, or has never had a copy.
 */
export type BackupRecord = WholeCopy | { readonly state: 'broken' };

export interface WholeCopy {
  readonly state: 'whole';
  readonly file: FileIndex;
  readonly generation: number;
  readonly sizeBytes: number;
  /** How many large records it has, and how many of them are gone since. */
  readonly putCount: number;
  readonly goneCount: number;
}

/** Both of one copy. */
export type WholeTails = Readonly<Record<BackupLog, WholeCopy>>;
