import type { FileIndex } from './backupFiles.ts';

/** Where a database keeps what it knows of its second copy. */
export const TAIL = ['tail'] as const;

/**
 * How it stands with the second copy: `whole`, up to where it counts, or `broken`, since somebody wrote who keeps none. A database that says
 * nothing is new, or has never had a copy.
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
