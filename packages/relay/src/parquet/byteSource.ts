/** The bytes of a file, wherever they lie. Read in parts, so that no file need be in memory whole; at once, since a spool's SQLite is. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** From `startByte` up to, not including, `endByte`; both within the file. The caller does not change what it gets. */
  read(startByte: number, endByte: number): Uint8Array;
}

/** One that gives a buffer of its own with each reading. */
export interface FreshSource extends ByteSource {
  read(startByte: number, endByte: number): Uint8Array<ArrayBuffer>;
}

export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  sizeBytes: bytes.length,
  read: (startByte, endByte) => bytes.subarray(startByte, endByte),
});
