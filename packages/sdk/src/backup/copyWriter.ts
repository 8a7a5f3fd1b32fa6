import type { BackupFile, BackupFiles } from './backupFiles.ts';
import { type BackupLog, type BackupRecord, LOGS } from './backupRecord.ts';
import type { Counts } from './changes.ts';
import type { FrameBuffer } from './frameBuffer.ts';
import { appendFrame } from './frames.ts';
import { makeRoom, RESERVE_BYTES } from './makeRoom.ts';

/** Appends to the logs of the copy in use, and gives the copy up where it cannot. */
export interface CopyWriter {
  readonly isOff: boolean;
  /**
   * @throws {DOMException} `QuotaExceededError` where something large is put for which there is no room: then it is not stored at all
   */
  append(log: BackupLog, tail: BackupRecord | undefined, frame: FrameBuffer, counts: Counts): BackupRecord;
  /** Nothing can be restored any more. */
  empty(): void;
  /** Gives its room back, too. A file without its beginning is no copy, whatever other tabs still append to it. */
  turnOff(): void;
  turnOn(): void;
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
          const sizeBytes = appendWithin(files[tail.file][log], tail.sizeBytes, frame, counts.putCount > 0);
          return { ...tail, sizeBytes, putCount, goneCount };
        } catch (error) {
          if (counts.putCount > 0 && (error as Error).name === 'QuotaExceededError') throw error;
          // There is no file any more, or no room even to note what is gone, which has to go: the database goes on alone.
        }
      }
      turnOff();
      return { state: 'broken' };
    },
    empty,
    turnOff,
    turnOn() {
      isOff = false;
    },
    close() {
      for (const file of all) file.close();
    },
  };
}

/** What is large leaves the reserve alone: what is delivered from a full disk has to be noted as gone. */
function appendWithin(file: BackupFile, at: number, frame: FrameBuffer, isLarge: boolean): number {
  makeRoom(file, at + frame.length + (isLarge ? RESERVE_BYTES : 0));
  return appendFrame(file, at, frame);
}
