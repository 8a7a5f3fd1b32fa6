import type { ByteSource } from '../parquet/byteSource.ts';
import { CHUNK_MAX_BYTES } from './spoolSchema.ts';

/** The chunk that was read last. */
export interface ChunkCache {
  kept?: { readonly of: unknown; readonly rank: number; readonly bytes: Uint8Array };
}

/**
 * A file that lies in chunks. Who looks at one file after another in order reads each chunk once, and has one in memory.
 *
 * @param cache shared by files of which one is read at a time
 */
export function chunkSource(
  sizeBytes: number,
  load: (rank: number) => Uint8Array,
  cache: ChunkCache = {},
): ByteSource {
  function chunk(rank: number): Uint8Array {
    if (cache.kept?.of !== load || cache.kept.rank !== rank)
      cache.kept = { of: load, rank, bytes: load(rank) };
    return cache.kept.bytes;
  }

  return {
    sizeBytes,
    read(startByte, endByte) {
      const first = Math.floor(startByte / CHUNK_MAX_BYTES);
      const within = startByte - first * CHUNK_MAX_BYTES;
      if (endByte <= (first + 1) * CHUNK_MAX_BYTES) {
        return startByte === endByte
          ? new Uint8Array(0)
          : chunk(first).subarray(within, within + endByte - startByte);
      }
      const bytes = new Uint8Array(endByte - startByte);
      for (let at = startByte, rank = first; at < endByte; rank++) {
        const start = rank * CHUNK_MAX_BYTES;
        const part = chunk(rank).subarray(at - start, endByte - start);
        bytes.set(part, at - startByte);
        at = start + CHUNK_MAX_BYTES;
      }
      return bytes;
    },
  };
}
