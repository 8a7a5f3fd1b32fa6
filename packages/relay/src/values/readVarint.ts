import { InvalidShard } from '../parquet/invalidShard.ts';
import type { Place } from '../parquet/thriftFields.ts';

/** Of 64 bits, in seven each. */
const MAX_BYTES = 10;

/**
 * An unsigned number in LEB128.
 *
 * @returns the number, exact up to 2^53, and where the next byte is
 * @throws {InvalidShard}
 */
export function readVarint(
  bytes: Uint8Array,
  start: number,
  end: number,
  place: Place,
): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, scale = 1; at < Math.min(end, start + MAX_BYTES); at++, scale *= 128) {
    const byte = bytes[at] as number;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: at + 1 };
  }
  throw new InvalidShard('malformed', `${place.where}: a number that does not end`);
}

/** Signs in the last bit. */
export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
