import { InvalidShard } from '../parquet/invalidShard.ts';
import type { Place } from '../parquet/thriftFields.ts';
import { readVarint, unzigzag } from './readVarint.ts';

const BLOCK_MAX_VALUES = 65_536;

/**
 * Reads `DELTA_BINARY_PACKED` (https://github.com/apache/parquet-format/blob/master/Encodings.md#DELTAENC): a first value, and differences
 * in blocks of blocks.
 *
 * @param take gets each value; a column where one is not exact in a double is refused. Without it, only how they lie is looked at.
 * @returns where the values end
 * @throws {InvalidShard}
 */
export function readDeltas(
  bytes: Uint8Array,
  start: number,
  valueCount: number,
  place: Place,
  take?: (value: number) => void,
): number {
  const head = readHead(bytes, start, place);
  if (head.valueCount !== valueCount) throw malformed(place);
  const { miniCount, miniValues } = head;
  let { value, at } = head;
  take?.(exact(value, place));
  for (let left = valueCount - 1; left > 0; ) {
    const least = readVarint(bytes, at, bytes.length, place);
    const widths = bytes.subarray(least.end, least.end + miniCount);
    at = least.end + miniCount;
    if (at > bytes.length) throw malformed(place);
    for (let i = 0; i < miniCount && left > 0; i++) {
      const widthBits = widths[i] as number;
      const end = at + (widthBits * miniValues) / 8;
      if (widthBits > 64 || end > bytes.length) throw malformed(place);
      const taken = Math.min(left, miniValues);
      if (take !== undefined)
        value = takeMini(bytes, at, widthBits, taken, value, unzigzag(least.value), take, place);
      at = end;
      left -= taken;
    }
  }
  return at;
}

function readHead(bytes: Uint8Array, start: number, place: Place) {
  let at = start;
  const next = (): number => {
    const { value, end } = readVarint(bytes, at, bytes.length, place);
    at = end;
    return value;
  };
  const [blockValues, miniCount, valueCount, first] = [next(), next(), next(), next()];
  const miniValues = blockValues / miniCount;
  const isPossible =
    blockValues > 0 && blockValues <= BLOCK_MAX_VALUES && blockValues % 128 === 0 && miniCount > 0;
  if (!isPossible || miniValues % 32 !== 0) throw malformed(place);
  return { miniCount, miniValues, valueCount, value: unzigzag(first), at };
}

/** Gives the last value. */
function takeMini(
  bytes: Uint8Array,
  at: number,
  widthBits: number,
  count: number,
  before: number,
  least: number,
  take: (value: number) => void,
  place: Place,
): number {
  let value = before;
  for (let i = 0; i < count; i++) {
    value += exact(least, place) + exact(readBits(bytes, at, i * widthBits, widthBits), place);
    take(exact(value, place));
  }
  return value;
}

const malformed = (place: Place): InvalidShard =>
  new InvalidShard('malformed', `${place.where}: differences that do not add up`);

function exact(value: number, place: Place): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw new InvalidShard('value_invalid', `${place.where} has a number that is far too large`);
}

function readBits(bytes: Uint8Array, at: number, firstBit: number, widthBits: number): number {
  let value = 0;
  let scale = 1;
  for (let bit = firstBit, left = widthBits; left > 0; ) {
    const taken = Math.min(8 - (bit & 7), left);
    value += (((bytes[at + (bit >>> 3)] as number) >> (bit & 7)) & ((1 << taken) - 1)) * scale;
    scale *= 2 ** taken;
    bit += taken;
    left -= taken;
  }
  return value;
}
