import { InvalidShard } from '../parquet/invalidShard.ts';
import type { Place } from '../parquet/thriftFields.ts';
import { readUint } from './readUint.ts';
import { readVarint } from './readVarint.ts';

/** Wider ones would be indices into a dictionary of more entries than a page has bytes. */
const WIDTH_MAX_BITS = 24;

/** Where runs of levels, or of indices into a dictionary, lie. */
export interface HybridRuns {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly widthBits: number;
  /** Every value is at most this. */
  readonly max: number;
}

/**
 * Reads as many values as `into` has room for, in runs that are repeated or packed by eight:
 * https://github.com/apache/parquet-format/blob/master/Encodings.md#RLE
 *
 * @returns where the runs end
 * @throws {InvalidShard}
 */
export function readHybrid(runs: HybridRuns, into: Uint8Array | Uint32Array, place: Place): number {
  const { bytes, start, end, widthBits, max } = runs;
  if (widthBits > WIDTH_MAX_BITS)
    throw new InvalidShard('unsupported', `${place.where}: values of ${widthBits} bits`);
  let at = start;
  for (let filled = 0; filled < into.length; ) {
    const header = readVarint(bytes, at, end, place);
    at = header.end;
    const isPacked = header.value % 2 === 1;
    const size = isPacked ? Math.floor(header.value / 2) * widthBits : Math.ceil(widthBits / 8);
    const count = isPacked ? Math.floor(header.value / 2) * 8 : header.value / 2;
    const room = into.length - filled;
    // Eights may have more than are asked for; a repeated value may not.
    if (count === 0 || at + size > end || (!isPacked && count > room))
      throw new InvalidShard('malformed', `${place.where}: runs that do not fit`);
    const taken = Math.min(count, room);
    if (isPacked) unpackBits(bytes, at, widthBits, into.subarray(filled, filled + taken));
    else into.fill(readUint(bytes, at, size), filled, filled + taken);
    at += size;
    filled += taken;
  }
  refuseAbove(max, into, place);
  return at;
}

function refuseAbove(max: number, values: Uint8Array | Uint32Array, place: Place): void {
  for (let i = 0; i < values.length; i++)
    if ((values[i] as number) > max)
      throw new InvalidShard('malformed', `${place.where}: a level or an index that is none`);
}

function unpackBits(bytes: Uint8Array, at: number, widthBits: number, into: Uint8Array | Uint32Array): void {
  const mask = 2 ** widthBits - 1;
  for (let i = 0, bit = 0; i < into.length; i++, bit += widthBits) {
    const byte = at + (bit >>> 3);
    const word =
      (bytes[byte] ?? 0) |
      ((bytes[byte + 1] ?? 0) << 8) |
      ((bytes[byte + 2] ?? 0) << 16) |
      ((bytes[byte + 3] ?? 0) << 24);
    const value = (word >>> (bit & 7)) & mask;
    // Into bytes, what is too much would look like less.
    into[i] = into instanceof Uint8Array ? Math.min(255, value) : value;
  }
}
