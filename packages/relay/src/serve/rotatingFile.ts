import { closeSync, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';

export interface RotatingFileOptions {
  readonly path: string;
  /** A file is as long as this at most; a line that is longer has a file of its own. */
  readonly maxBytes: number;
  /** How many files there are at most, with the one that is written: `path`, `path.1`, … from the newest to the oldest. */
  readonly maxCount: number;
}

export interface RotatingFile {
  /** Adds a line: it is in the file when this returns. @throws when it cannot be written; it may be tried again. */
  write(line: string): void;
  close(): void;
}

/**
 * Lines in files that are set aside by size. What is there is gone on with.
 *
 * All is done at once, in the order of the calls: lines come seldom, and none lies in memory when the process dies.
 */
export function openRotatingFile({ path, maxBytes, maxCount }: RotatingFileOptions): RotatingFile {
  let file = openSync(path, 'a+');
  let sizeBytes = fstatSync(file).size;
  // A line that was cut off, by a full disk or the end of a process, does not take the next one with it.
  let isTorn = sizeBytes > 0 && !endsLine(file, sizeBytes);

  function append(text: string): void {
    const bytes = Buffer.from(isTorn ? `\n${text}` : text);
    isTorn = true;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    isTorn = false;
    sizeBytes += bytes.length;
  }

  /** From the oldest on, so that nothing but the oldest is replaced, and an end in between loses nothing. */
  function setAside(): void {
    for (let age = maxCount - 1; age > 0; age--) moveIfThere(nameOf(age - 1), nameOf(age));
    const next = openSync(path, maxCount > 1 ? 'a+' : 'w+');
    closeSync(file);
    file = next;
    sizeBytes = fstatSync(file).size;
  }

  const nameOf = (age: number): string => (age === 0 ? path : `${path}.${age}`);

  return {
    write(line) {
      const text = `${line}\n`;
      if (sizeBytes > 0 && sizeBytes + Buffer.byteLength(text) > maxBytes) setAside();
      append(text);
    },
    close: () => closeSync(file),
  };
}

function endsLine(file: number, sizeBytes: number): boolean {
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, sizeBytes - 1);
  return last.toString() === '\n';
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
