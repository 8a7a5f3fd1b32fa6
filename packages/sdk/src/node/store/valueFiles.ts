import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { murmur3 } from '../../backup/murmur3.ts';
import type { Area, Key } from '../../store/store.ts';
import { type DiskFile, openDiskFile } from './diskFile.ts';
import { syncFolder } from './syncFolder.ts';

/** Stands in the log for a value that lies in a file beside it. */
export interface ValuePlace {
  readonly $file: string;
  readonly at: number;
  readonly sizeBytes: number;
  readonly hash: number;
}

/**
 * Values that are large, or stay for long, in files of their own, so that the log stays small however much waits: the blocks of a recording
 * in one, each other value in one. A file goes with the last record that is in it.
 */
export interface ValueFiles {
  /** Whether a record belongs here. */
  takes(area: Area, sizeBytes: number): boolean;
  /** Writes a record. It is there once the log names its place. */
  put(area: Area, key: Key, bytes: Uint8Array<ArrayBuffer>): ValuePlace;
  /** Undefined where the disk does not have it as it was written. */
  read(place: ValuePlace): Uint8Array<ArrayBuffer> | undefined;
  /** A record is in this file: from now on, or found so. */
  hold(place: ValuePlace): void;
  /** One record less is in it. Gives whether it can go. */
  release(file: string): boolean;
  /** The disk has what was written into these. */
  sync(files: ReadonlySet<string>): Promise<void>;
  delete(file: string): void;
  /** Deletes what nobody holds: somebody was killed before the log named it. */
  sweep(): void;
  heldBytes(): number;
  close(): void;
}

/**
 * What is put once and deleted once, and may stay for as long as a relay is away, or for days; smaller ones go into the log. Receipts are read all
 * together, again and again: each in a file of its own would take several times as long.
 */
const LARGE_BYTES: Partial<Record<Area, number>> = {
  ...{ kept: 8 * 1024, shards: 8 * 1024, shardBytes: 8 * 1024 },
  receipts: 64 * 1024,
  blocks: 0,
};
/** Files that stay open: those that were used last. */
const OPEN_MAX = 16;

interface Held {
  count: number;
  sizeBytes: number;
}

export function openValueFiles(folder: string): ValueFiles {
  mkdirSync(folder, { recursive: true });
  const held = new Map<string, Held>();
  const open = new Map<string, DiskFile>();
  let number = readdirSync(folder).reduce((most, name) => Math.max(most, Number.parseInt(name, 36) || 0), 0);
  /** By recording: where the next of its blocks goes. */
  const recordings = new Map<string | number | undefined, string>();

  function fileOf(name: string): DiskFile {
    const file = open.get(name) ?? openDiskFile(join(folder, name));
    open.delete(name);
    open.set(name, file);
    const [oldest] = open.keys();
    if (open.size > OPEN_MAX && oldest !== undefined) closeFile(oldest);
    return file;
  }

  function closeFile(name: string): void {
    open.get(name)?.close();
    open.delete(name);
  }

  const newName = () => (++number).toString(36);

  function nameFor(area: Area, [first]: Key): string {
    if (area !== 'blocks') return newName();
    const known = recordings.get(first);
    if (known !== undefined && held.has(known)) return known;
    const name = newName();
    recordings.set(first, name);
    return name;
  }

  return {
    takes: (area, sizeBytes) => sizeBytes >= (LARGE_BYTES[area] ?? Number.POSITIVE_INFINITY),
    put(area, key, bytes) {
      const $file = nameFor(area, key);
      const at = held.get($file)?.sizeBytes ?? 0;
      fileOf($file).write(bytes, { at });
      return { $file, at, sizeBytes: bytes.length, hash: murmur3(bytes) };
    },
    read({ $file, at, sizeBytes, hash }) {
      const bytes = new Uint8Array(sizeBytes);
      const isThere = held.has($file) && fileOf($file).read(bytes, { at }) === sizeBytes;
      return isThere && murmur3(bytes) === hash ? bytes : undefined;
    },
    hold({ $file, at, sizeBytes }) {
      const one = held.get($file) ?? { count: 0, sizeBytes: 0 };
      one.count++;
      one.sizeBytes = Math.max(one.sizeBytes, at + sizeBytes);
      held.set($file, one);
    },
    release(file) {
      const one = held.get(file);
      if (one === undefined || --one.count > 0) return false;
      held.delete(file);
      return true;
    },
    async sync(files) {
      await Promise.all(Array.from(files, (name) => fileOf(name).sync()));
      await syncFolder(folder);
    },
    delete(file) {
      closeFile(file);
      rmSync(join(folder, file), { force: true });
    },
    sweep() {
      for (const name of readdirSync(folder))
        if (!held.has(name)) rmSync(join(folder, name), { force: true });
    },
    heldBytes: () => [...held.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    close() {
      for (const name of [...open.keys()]) closeFile(name);
    },
  };
}
