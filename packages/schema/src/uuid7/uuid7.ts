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
  let lastMs = -1;
  let time = '';

  /** Two random bytes as four hex digits. */
  const four = (): string => (HEX[pool[used++] as number] as string) + HEX[pool[used++] as number];

  return () => {
    if (used === pool.length) {
      fillRandom(pool);
      used = 0;
    }
    const ms = Math.max(0, Math.floor(now()));
    if (ms !== lastMs) {
      const digits = ms.toString(16).padStart(12, '0').slice(-12);
      time = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
      lastMs = ms;
    }
    const random = four().slice(1);
    // The two bits come from the digit that is cut off after them, so that no random bit is used twice.
    const variant = VARIANTS[(pool[used] as number) >> 6];
    return `${time}${random}-${variant}${four().slice(1)}-${four()}${four()}${four()}`;
  };
}

const RANDOM_BYTES = 10;
const VARIANTS = '89ab';
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
