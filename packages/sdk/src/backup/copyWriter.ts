import type { BackupFiles } from './backupFiles.ts';
import { type BackupLog, type BackupRecord, LOGS } from './backupRecord.ts';
import type { Counts } from './changes.ts';
import type { FrameBuffer } from './frameBuffer.ts';
import { appendFrame } from './frames.ts';

/** Appends to the logs of the copy in use, and gives the copy up where it cannot. */
export interface CopyWriter {
  readonly isOff: boolean;
  append(log: BackupLog, tail: BackupRecord | undefined, frame: FrameBuffer, counts: Counts): BackupRecord;
  /** Nothing can be restored any more. */
  empty(): void;
  /** Gives its room back, too. A file without its beginning is no copy, whatever other tabs still append to it. */
  turnOff(): void;
  close(): void;
}

export function createCopyWriter(files: BackupFiles): CopyWriter {
  let isOff = false;
  const all = files.flatMap((copy) => LOGS.map((log) => copy[log]));

  function turnOff(): void {
    isOff = true;
    empty();
  }

  function empty(): void {
    for (const file of all) {
      try {
        file.truncate(0);
      } catch {
        // It is closed, or nothing can be done with it: no frame will be read from it, for its generation is not the next one's.
      }
    }
  }

  return {
    get isOff() {
      return isOff;
    },
    append(log, tail, frame, counts) {
      if (tail?.state === 'whole') {
        try {
          const putCount = tail.putCount + counts.putCount;
          const goneCount = tail.goneCount + counts.goneCount;
          const sizeBytes = appendFrame(files[tail.file][log], tail.sizeBytes, frame);
          return { ...tail, sizeBytes, putCount, goneCount };
        } catch {
          // There is no room, or no file any more: the database goes on alone.
        }
      }
      turnOff();
      return { state: 'broken' };
    },
    empty,
    turnOff,
    close() {
      for (const file of all) file.close();
    },
  };
}
