/** Byte strings, one behind the other in one buffer: a thousand small buffers take more, and stay longer. */
export interface PieceList {
  append(piece: Uint8Array): void;
  /** A view of the one of this rank. */
  at(rank: number): Uint8Array;
  /** Where the one of this rank begins in `bytes()`. */
  startOf(rank: number): number;
  /** A view of all of them. */
  bytes(): Uint8Array;
}

const FIRST_BYTES = 4096;

export function createPieceList(): PieceList {
  const ends: number[] = [];
  let buffer = new Uint8Array(FIRST_BYTES);
  const startOf = (rank: number): number => (rank === 0 ? 0 : (ends[rank - 1] ?? 0));
  const room = (end: number): void => {
    if (end <= buffer.length) return;
    const larger = new Uint8Array(Math.max(end, 2 * buffer.length));
    larger.set(buffer);
    buffer = larger;
  };
  return {
    append(piece) {
      const start = startOf(ends.length);
      room(start + piece.length);
      buffer.set(piece, start);
      ends.push(start + piece.length);
    },
    at: (rank) => buffer.subarray(startOf(rank), ends[rank]),
    startOf,
    bytes: () => buffer.subarray(0, startOf(ends.length)),
  };
}
