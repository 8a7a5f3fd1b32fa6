/** The most that fits without ZIP64, with room for the directory. */
const ZIP_MAX_BYTES = 0xffff_ffff;
const ZIP_MAX_FILES = 0xffff;

/** Puts a zip together of stored files, which are compressed already (PKWARE APPNOTE 4.3). */
export interface Zip {
  /** Takes a file in, or answers false when it no longer fits. */
  add(path: string, bytes: Uint8Array<ArrayBuffer>): boolean;
  finish(): Blob;
}

export function createZip(atMs: number, maxBytes = ZIP_MAX_BYTES): Zip {
  const parts: BlobPart[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  const [time, date] = dosTime(new Date(atMs));
  let offset = 0;
  let directoryBytes = 0;
  return {
    add(path, bytes) {
      const name = new TextEncoder().encode(path);
      const end = offset + 30 + name.length + bytes.length;
      const directoryEnd = directoryBytes + 46 + name.length;
      if (end + directoryEnd + 22 > maxBytes || directory.length >= ZIP_MAX_FILES) return false;
      // Version 2.0, names in UTF-8, stored.
      const common = [
        [2, 20],
        [2, 0x0800],
        [2, 0],
        [2, time],
        [2, date],
        [4, crc32(bytes)],
        [4, bytes.length],
        [4, bytes.length],
        [2, name.length],
        [2, 0],
      ] as const;
      // A Blob of its own, so that the browser may keep it outside of the page's memory.
      parts.push(fields([[4, 0x04034b50], ...common], name), new Blob([bytes]));
      const rest = [
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, offset],
      ] as const;
      directory.push(fields([[4, 0x02014b50], [2, 20], ...common, ...rest], name));
      offset = end;
      directoryBytes = directoryEnd;
      return true;
    },
    finish() {
      const count = directory.length;
      const tail = [
        [2, 0],
        [2, 0],
        [2, count],
        [2, count],
        [4, directoryBytes],
        [4, offset],
        [2, 0],
      ] as const;
      return new Blob([...parts, ...directory, fields([[4, 0x06054b50], ...tail])], {
        type: 'application/zip',
      });
    },
  };
}

function fields(
  values: readonly (readonly [sizeBytes: 2 | 4, value: number])[],
  name = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const headBytes = values.reduce((sum, [sizeBytes]) => sum + sizeBytes, 0);
  const bytes = new Uint8Array(headBytes + name.length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [sizeBytes, value] of values) {
    if (sizeBytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += sizeBytes;
  }
  bytes.set(name, at);
  return bytes;
}

function dosTime(at: Date): [time: number, date: number] {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return [time, ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()];
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}
