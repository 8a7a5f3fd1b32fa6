/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of epoch milliseconds, then random bits. Random bytes are drawn for many ids at a time, since each
 * call to the platform costs about as much as the rest of an append.
 */
export function createUuid7(
  now: () => number,
  fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void,
): () => string {
  const pool = new Uint8Array(RANDOM_BYTES * 256);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      fillRandom(pool);
      used = 0;
    }
    const time = Math.max(0, Math.floor(now())).toString(16).padStart(12, '0').slice(-12);
    let random = '';
    for (let i = 0; i < RANDOM_BYTES; i++) random += HEX[pool[used++] as number];
    const variant = '89ab'[Number.parseInt(random[3] as string, 16) & 3];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(8)}`;
  };
}

const RANDOM_BYTES = 10;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
