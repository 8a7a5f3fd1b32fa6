import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { BackupFile } from '../../backup/backupFiles.ts';

/** A file of the disk that is read and written at once. */
export interface DiskFile extends BackupFile {
  /** Resolves when the disk has what was written. */
  sync(): Promise<void>;
}

const fdatasyncAsync = promisify(fdatasync);

/** Opens a file to read and write it, making it where there is none. */
export function openDiskFile(path: string): DiskFile {
  const fd = openSync(path, openFlags(path));
  return {
    read(into, { at }) {
      let done = 0;
      const bytes = bytesOf(into);
      while (done < bytes.length) {
        const count = readSync(fd, bytes, done, bytes.length - done, at + done);
        if (count === 0) break;
        done += count;
      }
      return done;
    },
    write(given, { at }) {
      const bytes = bytesOf(given);
      for (let done = 0; done < bytes.length; )
        done += orFull(() => writeSync(fd, bytes, done, bytes.length - done, at + done));
      return bytes.length;
    },
    truncate: (sizeBytes) => orFull(() => ftruncateSync(fd, sizeBytes)),
    getSize: () => fstatSync(fd).size,
    sync: () => fdatasyncAsync(fd),
    close: () => closeSync(fd),
  };
}

/** `r+` does not make a file, and `w+` empties one. */
function openFlags(path: string): 'r+' | 'w+' {
  try {
    closeSync(openSync(path, 'r'));
    return 'r+';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return 'w+';
  }
}

const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** A full disk in the words that browsers have for it, which the engine knows. */
export function orFull<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new DOMException(message, 'QuotaExceededError');
    throw error;
  }
}
