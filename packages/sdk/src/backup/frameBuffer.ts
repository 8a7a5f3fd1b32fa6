/**
 * Bytes that grow as they are written, in memory that is used again: in Chromium a new buffer for each transaction costs more than what is
 * done with its bytes.
 */
export interface FrameBuffer {
  /** As long as what was written. The view ends with the next call. */
  bytes(): Uint8Array<ArrayBuffer>;
  readonly length: number;
  writeText(text: string): void;
  writeBytes(bytes: Uint8Array): void;
  /** Fills up to a multiple of four. */
  align(): void;
  setUint32(at: number, value: number): void;
  clear(): void;
}

const FIRST_BYTES = 64 * 1024;
/** Memory beyond this is given back: it was for a file of the size of a recording. */
const KEPT_MAX_BYTES = 2 * 1024 * 1024;

export function createFrameBuffer(): FrameBuffer {
  let buffer = new Uint8Array(FIRST_BYTES);
  let length = 0;
  const encoder = new TextEncoder();

  function makeRoom(sizeBytes: number): void {
    if (length + sizeBytes <= buffer.length) return;
    const grown = new Uint8Array(Math.max(buffer.length * 2, length + sizeBytes));
    grown.set(buffer.subarray(0, length));
    buffer = grown;
  }

  return {
    bytes: () => buffer.subarray(0, length),
    get length() {
      return length;
    },
    writeText(text) {
      for (let rest = text; rest.length > 0; ) {
        // Enough for all of it where it is ASCII; a character takes three bytes at the most for each of its units.
        makeRoom(rest.length + 3);
        const { read, written } = encoder.encodeInto(rest, buffer.subarray(length));
        length += written;
        rest = rest.slice(read);
      }
    },
    writeBytes(bytes) {
      makeRoom(bytes.length);
      buffer.set(bytes, length);
      length += bytes.length;
    },
    align() {
      makeRoom(3);
      while (length % 4 !== 0) buffer[length++] = 0;
    },
    setUint32(at, value) {
      new DataView(buffer.buffer).setUint32(at, value, true);
    },
    clear() {
      length = 0;
      if (buffer.length > KEPT_MAX_BYTES) buffer = new Uint8Array(FIRST_BYTES);
    },
  };
}
