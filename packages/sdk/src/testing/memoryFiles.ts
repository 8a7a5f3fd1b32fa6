import type { BackupFile, BackupFiles, BrokenMark } from '../backup/backupFiles.ts';
import type { BackupLog } from '../backup/backupRecord.ts';

/** What is in a file, for every tab that has it open. */
export interface Disk {
  bytes: Uint8Array<ArrayBuffer>;
}

/** For each of two copies. */
export type Disks = readonly [CopyDisks, CopyDisks];

export type CopyDisks = Readonly<Record<BackupLog, Disk>>;

export const createDisks = (): Disks => [createCopyDisks(), createCopyDisks()];

const createCopyDisks = (): CopyDisks => ({
  backup: { bytes: new Uint8Array(0) },
  backupBlocks: { bytes: new Uint8Array(0) },
});

export function createMemoryMark(): BrokenMark {
  let isSet = false;
  return {
    isSet: async () => isSet,
    async set() {
      isSet = true;
    },
    async clear() {
      isSet = false;
    },
  };
}

/**
 * Files in memory, as one tab has them open.
 *
 * @param room by how many bytes a file may grow that would grow by so many
 * @param wrap stands between the tab and its file
 */
export function openMemoryFiles(
  disks: Disks,
  room: (sizeBytes: number) => number = (sizeBytes) => sizeBytes,
  wrap: (file: BackupFile) => BackupFile = (file) => file,
): BackupFiles {
  const open = (disk: Disk) => wrap(openFile(disk, room));
  const openCopy = ({ backup, backupBlocks }: CopyDisks) => ({
    backup: open(backup),
    backupBlocks: open(backupBlocks),
  });
  return [openCopy(disks[0]), openCopy(disks[1])];
}

function openFile(disk: Disk, room: (sizeBytes: number) => number): BackupFile {
  let isClosed = false;
  const check = () => {
    if (isClosed) throw new DOMException('the handle is closed', 'InvalidStateError');
  };
  return {
    read(into, { at }) {
      check();
      const found = disk.bytes.subarray(at, at + into.byteLength);
      new Uint8Array(into.buffer, into.byteOffset).set(found);
      return found.length;
    },
    write(given, { at }) {
      check();
      const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
      const growth = Math.max(0, at + bytes.length - disk.bytes.length);
      const fitting = bytes.subarray(0, bytes.length - growth + room(growth));
      const grown = new Uint8Array(Math.max(disk.bytes.length, at + fitting.length));
      grown.set(disk.bytes);
      grown.set(fitting, at);
      disk.bytes = grown;
      return fitting.length;
    },
    truncate(sizeBytes) {
      check();
      const growth = sizeBytes - disk.bytes.length;
      if (growth > 0 && room(growth) < growth) throw new DOMException('no room', 'QuotaExceededError');
      const resized = new Uint8Array(sizeBytes);
      resized.set(disk.bytes.subarray(0, sizeBytes));
      disk.bytes = resized;
    },
    getSize() {
      check();
      return disk.bytes.length;
    },
    close() {
      isClosed = true;
    },
  };
}
