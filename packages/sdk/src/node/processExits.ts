import type { ExitWriter } from '../entry/exitWriter.ts';
import { writeExitFile } from './store/exitFiles.ts';

/** Writes what is not stored as the process ends: a file beside the log, which whoever has the folder next takes in. */
export function createProcessExits(
  folder: string | null,
  clientId: () => string,
  newId: () => string,
): ExitWriter {
  return {
    prepare() {},
    hasWritten: () => false,
    write(record, onFailure) {
      if (folder === null) return;
      try {
        writeExitFile(folder, [clientId(), newId()], record);
      } catch {
        onFailure();
      }
    },
    close() {},
  };
}
