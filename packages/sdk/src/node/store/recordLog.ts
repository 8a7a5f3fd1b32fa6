import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createFrameBuffer } from '../../backup/frameBuffer.ts';
import {
  appendFrame,
  beginFile,
  FRAME_HEAD_BYTES,
  generationOf,
  HEAD_BYTES,
  readFrames,
} from '../../backup/frames.ts';
import { type DiskFile, openDiskFile } from './diskFile.ts';
import { recordBytes } from './recordCodec.ts';
import { syncFolder } from './syncFolder.ts';

/** A record as it was found in the log. */
export interface FoundRecord {
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The log of a folder: frames, each of the records of one transaction with a hash over them, one after the other. Reading ends where a frame
 * is not whole: there somebody was killed. What was told as written is before that.
 */
export interface RecordLog {
  /** Every record that is there, in the order in which they were written; to be read to its end before anything is appended. */
  records(): Iterable<FoundRecord>;
  /** Appends records as one frame: all of them are there, or none. Gives where each lies. */
  append(records: readonly Uint8Array<ArrayBuffer>[]): number[];
  read(at: number, sizeBytes: number): Uint8Array<ArrayBuffer>;
  sizeBytes(): number;
  /** Resolves when the disk has all that was appended. */
  sync(): Promise<void>;
  /** Writes these records, and no others, into a log that takes the place of this one. Gives where each lies now. */
  replace(records: Iterable<Uint8Array<ArrayBuffer>>): Promise<number[]>;
  close(): void;
}

const FRAME_BYTES = 256 * 1024;

/** @param onDamaged called with the name that a log was given which is none of ours, or damaged before its end */
export async function openRecordLog(folder: string, onDamaged: (name: string) => void): Promise<RecordLog> {
  const path = join(folder, 'log');
  const newPath = `${path}.new`;
  const buffer = createFrameBuffer();
  let file: DiskFile = openDiskFile(path);
  let endsAt = 0;
  rmSync(newPath, { force: true });
  if (generationOf(file) === undefined) await begin();

  async function begin(): Promise<void> {
    if (file.getSize() > HEAD_BYTES) onDamaged(keepCopy());
    endsAt = beginFile(file, 1);
    await file.sync();
    await syncFolder(folder);
  }

  /** What cannot be read may be read by a person. */
  function keepCopy(): string {
    const name = `damaged-${Date.now()}`;
    copyFileSync(path, join(folder, name));
    return name;
  }

  /** Whether reading ended before a frame that is all there, and is not what was written: nobody was killed over that. */
  function isDamaged(): boolean {
    const head = new DataView(new ArrayBuffer(4));
    if (file.read(head, { at: endsAt }) < 4) return false;
    const itemsBytes = head.getUint32(0, true);
    return itemsBytes > 0 && endsAt + FRAME_HEAD_BYTES + itemsBytes <= file.getSize();
  }

  function fill(records: readonly Uint8Array[], from: number): number[] {
    buffer.clear();
    buffer.writeBytes(new Uint8Array(FRAME_HEAD_BYTES));
    return records.map((record) => {
      const at = from + buffer.length;
      buffer.writeBytes(record);
      return at;
    });
  }

  return {
    *records() {
      endsAt = HEAD_BYTES;
      for (const frame of readFrames(file)) {
        const itemsAt = frame.endsAt - frame.items.length;
        for (let at = 0; at < frame.items.length; ) {
          const size = recordBytes(frame.items, at);
          yield { at: itemsAt + at, bytes: frame.items.subarray(at, at + size) as Uint8Array<ArrayBuffer> };
          at += size;
        }
        endsAt = frame.endsAt;
      }
      if (isDamaged()) onDamaged(keepCopy());
    },
    append(records) {
      const places = fill(records, endsAt);
      endsAt = appendFrame(file, endsAt, buffer);
      return places;
    },
    read(at, sizeBytes) {
      const bytes = new Uint8Array(sizeBytes);
      if (file.read(bytes, { at }) !== sizeBytes) throw new Error(`${path}: ends before a record of it`);
      return bytes;
    },
    sizeBytes: () => endsAt,
    sync: () => file.sync(),
    async replace(records) {
      rmSync(newPath, { force: true });
      const next = openDiskFile(newPath);
      const places: number[] = [];
      let nextEndsAt = beginFile(next, (generationOf(file) ?? 0) + 1);
      let waiting: Uint8Array<ArrayBuffer>[] = [];
      let waitingBytes = 0;
      const flush = () => {
        places.push(...fill(waiting, nextEndsAt));
        nextEndsAt = appendFrame(next, nextEndsAt, buffer);
        [waiting, waitingBytes] = [[], 0];
      };
      try {
        for (const record of records) {
          waiting.push(record);
          waitingBytes += record.length;
          if (waitingBytes >= FRAME_BYTES) flush();
        }
        flush();
        await next.sync();
        renameSync(newPath, path);
      } catch (error) {
        next.close();
        throw error;
      }
      file.close();
      file = next;
      endsAt = nextEndsAt;
      await syncFolder(folder);
      return places;
    },
    close: () => file.close(),
  };
}
