import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ExitRecord } from '../../store/records.ts';
import type { Key } from '../../store/store.ts';

const ENDING = '.json';
/** Between the client's id and the record's: neither has one. */
const BETWEEN = '_';

/** What a process wrote of itself as it ended, or while another one had the folder: a file each, which whoever has the folder takes in. */
export interface ExitFiles {
  names(): string[];
  /** Undefined where it is none. */
  read(name: string): ExitRecord | undefined;
  delete(name: string): void;
  /** Leaves one that is none to a person; gives its new name. */
  setAside(name: string): string;
}

/** Where the record belongs in its area. */
export const exitKey = (name: string): Key => name.slice(0, -ENDING.length).split(BETWEEN);

export function openExitFiles(folder: string): ExitFiles {
  const dir = join(folder, 'exits');
  return {
    names() {
      try {
        return readdirSync(dir)
          .filter((name) => name.endsWith(ENDING))
          .sort();
      } catch {
        return [];
      }
    },
    read(name) {
      try {
        return JSON.parse(readFileSync(join(dir, name), 'utf8')) as ExitRecord;
      } catch {
        return undefined;
      }
    },
    delete: (name) => rmSync(join(dir, name), { force: true }),
    setAside(name) {
      const aside = `${name}.damaged`;
      renameSync(join(dir, name), join(dir, aside));
      return join('exits', aside);
    },
  };
}

/** Writes one at once, whole or not at all: there is no later for a process that ends. */
export function writeExitFile(
  folder: string,
  [clientId, recordId]: readonly [string, string],
  record: ExitRecord,
): void {
  const dir = join(folder, 'exits');
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `${clientId}${BETWEEN}${recordId}${ENDING}`);
  const fd = openSync(`${path}.new`, 'w');
  try {
    const bytes = Buffer.from(JSON.stringify(record));
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
}
