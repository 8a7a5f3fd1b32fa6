import type { ByteSource, FreshSource } from './byteSource.ts';

/** Files one behind the other. */
export function joinedSource(sources: readonly ByteSource[]): FreshSource {
  const starts: number[] = [];
  let sizeBytes = 0;
  for (const source of sources) {
    starts.push(sizeBytes);
    sizeBytes += source.sizeBytes;
  }
  return {
    sizeBytes,
    read(startByte, endByte) {
      const bytes = new Uint8Array(endByte - startByte);
      sources.forEach((source, i) => {
        const start = starts[i] as number;
        const from = Math.max(startByte, start);
        const to = Math.min(endByte, start + source.sizeBytes);
        if (from < to) bytes.set(source.read(from - start, to - start), from - startByte);
      });
      return bytes;
    },
  };
}
