import { CHUNK_MAX_BYTES } from './spoolSchema.ts';

export interface ChunkWriter {
  write(bytes: Uint8Array): void;
  /** Writes what is left. */
  end(): void;
}

/** Of small shards there are many, and a buffer that grows to a chunk is copied twice at the most. */
const FIRST_BUFFER_BYTES = 4096;

/** Cuts a stream into chunks of exactly `CHUNK_MAX_BYTES`, but for the last. */
export function createChunkWriter(put: (rank: number, bytes: Uint8Array) => void): ChunkWriter {
  let buffer = new Uint8Array(FIRST_BUFFER_BYTES);
  let filled = 0;
  let rank = 0;
  const flush = (): void => {
    put(rank, buffer.subarray(0, filled));
    rank += 1;
    filled = 0;
  };
  const grow = (): void => {
    const larger = new Uint8Array(Math.min(2 * buffer.length, CHUNK_MAX_BYTES));
    larger.set(buffer);
    buffer = larger;
  };
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + buffer.length - filled);
        buffer.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === CHUNK_MAX_BYTES) flush();
        else if (filled === buffer.length) grow();
      }
    },
    end() {
      if (filled > 0) flush();
    },
  };
}
