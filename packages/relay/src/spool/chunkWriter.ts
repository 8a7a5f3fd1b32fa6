import { CHUNK_MAX_BYTES } from './spoolSchema.ts';

export interface ChunkWriter {
  write(bytes: Uint8Array): void;
  /** Writes what is left. */
  end(): void;
}

/** Cuts a stream into chunks of exactly `CHUNK_MAX_BYTES`, but for the last. */
export function createChunkWriter(put: (rank: number, bytes: Uint8Array) => void): ChunkWriter {
  const buffer = new Uint8Array(CHUNK_MAX_BYTES);
  let filled = 0;
  let rank = 0;
  const flush = (): void => {
    put(rank, buffer.subarray(0, filled));
    rank += 1;
    filled = 0;
  };
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + CHUNK_MAX_BYTES - filled);
        buffer.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === CHUNK_MAX_BYTES) flush();
      }
    },
    end() {
      if (filled > 0) flush();
    },
  };
}
