import type { ByteSource } from '../parquet/byteSource.ts';
import { CHUNK_MAX_BYTES } from './spoolSchema.ts';

/** A file that lies in chunks. The chunk that was read last is kept: who looks at a file in order reads each of them once. */
export function chunkSource(sizeBytes: number, load: (rank: number) => Uint8Array): ByteSource {
  let kept: { readonly rank: number; readonly bytes: Uint8Array } | undefined;

  function chunk(rank: number): Uint8Array {
    if (kept?.rank !== rank) kept = { rank, bytes: load(rank) };
    return kept.bytes;
  }

  return {
    sizeBytes,
    read(startByte, endByte) {
      const first = Math.floor(startByte / CHUNK_MAX_BYTES);
      const within = startByte - first * CHUNK_MAX_BYTES;
      if (endByte <= (first + 1) * CHUNK_MAX_BYTES) {
        return startByte === endByte ? new Uint8Array(0) : chunk(first).subarray(within, within + endByte - startByte);
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
